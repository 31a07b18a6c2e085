//! What arrives together goes to the database together.
//!
//! In: new sessions and questions for sessions, one by one. Out: the answer to each.
//! Never: waits for a batch to fill; the next batch is what came while the one before was under way.
//!
//! A visit to the database costs two switches between threads, which is more than the work itself: under load this
//! more than halves the cost of a request, and a single one pays next to nothing for it.

use crate::StoreError;
use crate::sessions::{self, NewSession, StoredSession};
use catchlight_types::SessionId;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

/// The two queues; the tasks behind them end with the last clone.
#[derive(Debug, Clone)]
pub(crate) struct Batches {
    insertions: mpsc::Sender<Ask<NewSession, ()>>,
    searches: mpsc::Sender<Ask<SessionId, Option<StoredSession>>>,
}

#[derive(Debug)]
struct Ask<Q, A> {
    question: Q,
    answer: oneshot::Sender<Result<A, StoreError>>,
}

impl Batches {
    /// Starts the two tasks on the runtime of the caller.
    pub(crate) fn start(pool: &SqlitePool) -> Self {
        let (insertions, new_sessions) = mpsc::channel(MAX_WAITING);
        let (searches, questions) = mpsc::channel(MAX_WAITING);
        tokio::spawn(insert_batches(pool.clone(), new_sessions));
        tokio::spawn(search_batches(pool.clone(), questions));
        Self { insertions, searches }
    }

    /// Stores a session that has no token to be compared.
    pub(crate) async fn insert(&self, session: NewSession) -> Result<(), StoreError> {
        ask(&self.insertions, session).await
    }

    /// Finds a session.
    pub(crate) async fn find(&self, id: SessionId) -> Result<Option<StoredSession>, StoreError> {
        ask(&self.searches, id).await
    }
}

async fn ask<Q, A>(queue: &mpsc::Sender<Ask<Q, A>>, question: Q) -> Result<A, StoreError> {
    let (answer, answered) = oneshot::channel();
    if queue.send(Ask { question, answer }).await.is_err() {
        return Err(StoreError::Batch);
    }
    answered.await.unwrap_or_else(|_gone| Err(StoreError::Batch))
}

async fn insert_batches(pool: SqlitePool, mut queue: mpsc::Receiver<Ask<NewSession, ()>>) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let (sessions, answers): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|ask| (ask.question, ask.answer)).unzip();
        match sessions::insert_all(&pool, &sessions).await {
            // One bad row fails the statement for all, so each then has a statement of its own.
            Err(_) if sessions.len() > 1 => {
                for (session, answer) in sessions.iter().zip(answers) {
                    reply(answer, sessions::insert_all(&pool, std::slice::from_ref(session)).await);
                }
            }
            Err(error) => refuse(answers, error),
            Ok(()) => answers.into_iter().for_each(|answer| reply(answer, Ok(()))),
        }
    }
}

async fn search_batches(pool: SqlitePool, mut queue: mpsc::Receiver<Ask<SessionId, Option<StoredSession>>>) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while queue.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let (ids, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|ask| (ask.question, ask.answer)).unzip();
        match sessions::find_all(&pool, &ids).await {
            Ok(found) => {
                for (outcome, answer) in found.into_iter().zip(answers) {
                    reply(answer, outcome);
                }
            }
            Err(error) => refuse(answers, error),
        }
    }
}

/// One caller is told the cause; the others of the batch, that it failed.
fn refuse<A>(answers: Vec<oneshot::Sender<Result<A, StoreError>>>, error: StoreError) {
    let mut cause = Some(error);
    for answer in answers {
        reply(answer, Err(cause.take().unwrap_or(StoreError::Batch)));
    }
}

fn reply<A>(answer: oneshot::Sender<Result<A, StoreError>>, outcome: Result<A, StoreError>) {
    // Who no longer listens has given up; what was stored stays.
    drop(answer.send(outcome));
}

/// Most requests of one kind that wait; more callers wait to be queued.
const MAX_WAITING: usize = 256;
/// Most requests in one statement; SQLite takes 32,766 parameters, and eight go into a row.
const MAX_BATCH: usize = 32;
