//! Requests that arrive together go to the database together.
//!
//! In: new sessions and ids of sessions to find, one by one. Out: the response to each.
//! Never: waits for a batch to fill; the next batch is what arrived while the one before was being served.
//!
//! A request to SQLite costs two switches between threads, which is more than the work itself: under load this
//! more than halves the cost of a request, and a single one pays next to nothing for it.

use super::sessions;
use crate::error::StoreError;
use crate::sessions::{NewSession, StoredSession};
use catchlight_types::SessionId;
use sqlx::SqlitePool;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// The two queues; the tasks behind them end with the last clone.
#[derive(Debug, Clone)]
pub(super) struct Batches {
    insertions: mpsc::Sender<Request<NewSession, ()>>,
    searches: mpsc::Sender<Request<SessionId, Option<StoredSession>>>,
}

/// One caller's part of a batch.
#[derive(Debug)]
struct Request<T, R> {
    content: T,
    response: oneshot::Sender<Result<R, StoreError>>,
}

impl Batches {
    /// Starts the two tasks on the runtime of the caller.
    pub(super) fn start(pool: &SqlitePool) -> Self {
        let (insertions, new_sessions) = mpsc::channel(MAX_WAITING);
        let (searches, wanted_ids) = mpsc::channel(MAX_WAITING);
        tokio::spawn(insert_batches(pool.clone(), new_sessions));
        tokio::spawn(search_batches(pool.clone(), wanted_ids));
        Self { insertions, searches }
    }

    /// Stores a session that has no token to be compared.
    pub(super) async fn insert(&self, session: NewSession) -> Result<(), StoreError> {
        send(&self.insertions, session).await
    }

    /// Finds a session.
    pub(super) async fn find(&self, id: SessionId) -> Result<Option<StoredSession>, StoreError> {
        send(&self.searches, id).await
    }
}

async fn send<T, R>(queue: &mpsc::Sender<Request<T, R>>, content: T) -> Result<R, StoreError> {
    let (response, received) = oneshot::channel();
    if queue.send(Request { content, response }).await.is_err() {
        return Err(StoreError::Closed);
    }
    received.await.unwrap_or(Err(StoreError::Closed))
}

async fn insert_batches(pool: SqlitePool, mut queue: mpsc::Receiver<Request<NewSession, ()>>) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let (sessions, responses): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|request| (request.content, request.response)).unzip();
        match sessions::insert_all(&pool, &sessions).await {
            // One bad row fails the statement for all, so each then has a statement of its own.
            Err(_) if sessions.len() > 1 => {
                for (session, response) in sessions.iter().zip(responses) {
                    respond(response, sessions::insert_all(&pool, std::slice::from_ref(session)).await);
                }
            }
            Err(error) => refuse(responses, error),
            Ok(()) => responses.into_iter().for_each(|response| respond(response, Ok(()))),
        }
    }
}

async fn search_batches(
    pool: SqlitePool,
    mut queue: mpsc::Receiver<Request<SessionId, Option<StoredSession>>>,
) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let (ids, responses): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|request| (request.content, request.response)).unzip();
        match sessions::find_all(&pool, &ids).await {
            Ok(found) => {
                for (outcome, response) in found.into_iter().zip(responses) {
                    respond(response, outcome);
                }
            }
            Err(error) => refuse(responses, error),
        }
    }
}

/// Every caller of the batch gets the cause; a single one as it is.
fn refuse<R>(mut responses: Vec<oneshot::Sender<Result<R, StoreError>>>, error: StoreError) {
    if responses.len() == 1 {
        if let Some(only) = responses.pop() {
            respond(only, Err(error));
        }
        return;
    }
    let cause = Arc::new(error);
    for response in responses {
        respond(response, Err(StoreError::Batch { source: Arc::clone(&cause) }));
    }
}

fn respond<R>(response: oneshot::Sender<Result<R, StoreError>>, outcome: Result<R, StoreError>) {
    // A caller that no longer waits has given up; what was stored stays.
    drop(response.send(outcome));
}

/// Most requests of one kind that wait; more callers wait to be queued.
const MAX_WAITING: usize = 256;
/// Most requests in one statement; SQLite takes 32,766 parameters, and eight go into a row.
const MAX_BATCH: usize = 32;
