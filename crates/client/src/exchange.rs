//! StartFaceLivenessSession over the bodies of one HTTP exchange, as the SDKs for servers do it.
//!
//! In: a signed request head. Out: messages one after the other, in both directions at once.
//! Never: waits for the end of the request before it reads the answer.

use crate::ClientError;
use crate::check::{CheckOpening, CheckStream, Incoming, Outgoing, Received};
use crate::connector::{Abandoned, Connector};
use crate::limits::{QUEUED_BYTES, QUEUED_MESSAGES};
use crate::streaming::StartFaceLivenessSessionRequest;
use aws_sigv4::http_request::SignableBody;
use bytes::Bytes;
use catchlight_wire::eventstream::{CONTENT_TYPE, FrameDecoder};
use catchlight_wire::start::{HTTP_PATH, SESSION_ID_HEADER};
use futures_util::stream::{self, Stream};
use http::{Request, StatusCode, Version, header};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming as AnswerBody};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// The sending half.
pub(crate) struct ExchangeOut {
    queue: Option<mpsc::Sender<Part>>,
    room: Arc<Semaphore>,
}

/// What the body of the request is made of. A body whose sender is gone without [`Part::End`] breaks off, so that
/// the service does not take an abandoned check for a whole one.
enum Part {
    /// A message and the room that it takes in the queue until the connection takes it.
    Message(Bytes, OwnedSemaphorePermit),
    End,
}

/// The receiving half.
pub(crate) struct ExchangeIn {
    body: AnswerBody,
    decoder: FrameDecoder,
}

/// Sends the head of the request and waits for the head of the answer.
pub(crate) async fn open(
    connector: &Connector,
    opening: &CheckOpening,
) -> Result<CheckStream<ExchangeOut, ExchangeIn>, ClientError> {
    let input = StartFaceLivenessSessionRequest::from(opening);
    let mut request = Request::post(connector.settings.endpoint.http_url(HTTP_PATH))
        .header(header::CONTENT_TYPE, CONTENT_TYPE)
        .header("x-amz-user-agent", &opening.user_agent)
        .header(SESSION_ID_HEADER, input.session_id)
        .header("x-amz-rekognition-streaming-liveness-video-width", input.video_width)
        .header("x-amz-rekognition-streaming-liveness-video-height", input.video_height)
        .header("x-amz-rekognition-streaming-liveness-challenge-versions", input.challenge_versions)
        .body(())
        .map_err(ClientError::signing)?;
    let body = SignableBody::Precomputed("STREAMING-AWS4-HMAC-SHA256-EVENTS".to_owned());
    let signature = connector.signer.sign_headers(&mut request, body, (connector.settings.clock)())?;
    if opening.transport == crate::Transport::Http2 {
        *request.version_mut() = Version::HTTP_2;
    }
    let (outgoing, messages) = ExchangeOut::new();
    let request = request.map(|()| StreamBody::new(frames(messages)).boxed_unsync());
    let answer = connector.send(&connector.http_client(opening.transport), request).await?;
    if answer.status() != StatusCode::OK {
        return Err(connector.refusal(answer).await);
    }
    Ok(CheckStream {
        outgoing,
        incoming: ExchangeIn { body: answer.into_body(), decoder: FrameDecoder::new() },
        chain: connector.signer.chain(signature),
    })
}

fn frames(messages: mpsc::Receiver<Part>) -> impl Stream<Item = Result<Frame<Bytes>, Abandoned>> {
    stream::unfold(Some(messages), async |messages| {
        let mut messages = messages?;
        match messages.recv().await {
            Some(Part::Message(bytes, _room)) => Some((Ok(Frame::data(bytes)), Some(messages))),
            Some(Part::End) => None,
            None => Some((Err(Abandoned), None)),
        }
    })
}

impl Outgoing for ExchangeOut {
    const ENDS_WITH_EMPTY_ENVELOPE: bool = true;

    async fn send(&mut self, message: Bytes) -> Result<(), ClientError> {
        let bytes = u32::try_from(message.len().min(QUEUED_BYTES)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).acquire_many_owned(bytes).await.map_err(ClientError::broken)?;
        self.queue(Part::Message(message, room)).await
    }

    async fn finish(&mut self) -> Result<(), ClientError> {
        self.queue(Part::End).await?;
        self.queue = None;
        Ok(())
    }

    async fn close(&mut self, _: u16) -> Result<(), ClientError> {
        // HTTP has no close codes.
        self.queue = None;
        Ok(())
    }
}

impl ExchangeOut {
    /// A queue that holds the sender back once it is full.
    fn new() -> (Self, mpsc::Receiver<Part>) {
        let (queue, messages) = mpsc::channel(QUEUED_MESSAGES);
        (Self { queue: Some(queue), room: Arc::new(Semaphore::new(QUEUED_BYTES)) }, messages)
    }

    async fn queue(&self, part: Part) -> Result<(), ClientError> {
        let Some(queue) = &self.queue else { return Err(ClientError::broken("the request has ended")) };
        queue.send(part).await.map_err(|_returned| ClientError::broken("the service accepts no more data"))
    }
}

impl Incoming for ExchangeIn {
    async fn receive(&mut self) -> Result<Received, ClientError> {
        loop {
            if let Some(frame) = self.decoder.next_frame()? {
                return Ok(Received::Frame(frame));
            }
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        self.decoder.push(&bytes);
                    }
                }
                Some(Err(error)) => return Err(ClientError::broken(error)),
                None if self.decoder.is_between_messages() => {
                    return Ok(Received::Ended { close_code: None });
                }
                None => {
                    return Err(ClientError::InvalidResponse {
                        problem: "it ends within a message".to_owned(),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt as _, StreamExt as _};
    use proptest::prelude::*;

    /// Sends messages while nobody reads; how many bytes were taken.
    fn fill(out: &mut ExchangeOut, bytes: usize) -> usize {
        let mut taken = 0;
        while taken <= 2 * QUEUED_BYTES && out.send(vec![0; bytes].into()).now_or_never().is_some() {
            taken += bytes;
        }
        taken
    }

    proptest! {
        #[test]
        fn a_sender_is_held_back_before_the_queue_holds_more_than_its_bytes(bytes in 1..=QUEUED_BYTES) {
            let (mut out, messages) = ExchangeOut::new();
            let taken = fill(&mut out, bytes);
            prop_assert!((1..=QUEUED_BYTES).contains(&taken));
            let mut body = Box::pin(frames(messages));
            prop_assert!(body.next().now_or_never().is_some());
            prop_assert_eq!(fill(&mut out, bytes), bytes);
        }
    }

    #[test]
    fn an_abandoned_body_breaks_off() {
        let (mut out, messages) = ExchangeOut::new();
        assert!(out.close(4005).now_or_never().is_some());
        let mut body = Box::pin(frames(messages));
        assert!(matches!(body.next().now_or_never(), Some(Some(Err(Abandoned)))));
    }
}
