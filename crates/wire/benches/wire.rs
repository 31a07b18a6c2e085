//! What the wire costs for each request and each event.
//!
//! Ratios are printed at the end, since they say more on another machine than times do: verifying against signing by
//! the `aws-sigv4` crate, events against hashing their bytes once, results against encoding their pictures.
#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

use aws_credential_types::Credentials;
use aws_sigv4::event_stream::sign_message;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use catchlight_types::{Confidence, EpochMillis, JpegBytes, SessionId, SessionStatus};
use catchlight_wire::control::{AuditImage, GetFaceLivenessSessionResultsResponse, ImageContent};
use catchlight_wire::error::AwsError;
use catchlight_wire::eventstream::{ClientEvent, Envelope, Frame, FrameDecoder, VideoEvent};
use catchlight_wire::operation::ServedResponse as _;
use catchlight_wire::operations::Operation;
use catchlight_wire::sigv4::{Claimant, EventChain, Payload, SecretKey, verify_header, verify_presigned};
use criterion::Criterion;
use http::Request;
use http::request::Parts;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant, UNIX_EPOCH};

const NOW: EpochMillis = EpochMillis::new(1_772_323_170_000);
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const HOST: &str = "liveness.example:8443";
const BODY: &[u8] = br#"{"ClientRequestToken":"token-1","Settings":{"AuditImagesLimit":4}}"#;
/// A second of video at a megabit.
const SLICE_BYTES: usize = 128 * 1024;

fn main() {
    let mut bench = Bench { criterion: Criterion::default().configure_from_args(), fastest: Vec::new() };
    requests(&mut bench);
    events(&mut bench);
    answers(&mut bench);
    bench.criterion.final_summary();
    bench.print_ratio("verify-header", "sign-header");
    bench.print_ratio("verify-url", "sign-url");
    bench.print_ratio("verify-header-and-parse", "sign-header");
    bench.print_ratio("read-event", "hash-event");
    bench.print_ratio("write-results", "encode-pictures");
}

fn requests(bench: &mut Bench) {
    let headers = SigningSettings::default;
    let url = || {
        let mut settings = SigningSettings::default();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(299));
        settings
    };
    bench.measure("sign-header", || signed(control_request(), BODY, headers()));
    let (head, _) = signed(control_request(), BODY, headers());
    bench.measure("verify-header", || verify_header(&head, Payload::Whole(BODY), secret, NOW).unwrap());
    bench.measure("verify-header-and-parse", || {
        let verified = verify_header(&head, Payload::Whole(BODY), secret, NOW).unwrap();
        (verified, Operation::of(&head.headers).unwrap().check(BODY).unwrap())
    });
    bench.measure("sign-url", || signed(stream_request(), b"", url()));
    let (head, _) = signed(stream_request(), b"", url());
    bench.measure("verify-url", || verify_presigned(&head, secret, NOW).unwrap());
}

fn events(bench: &mut Bench) {
    let (head, seed) = signed(control_request(), BODY, SigningSettings::default());
    let chain = verify_header(&head, Payload::Whole(BODY), secret, NOW).unwrap().into_chain();
    let video = VideoEvent { video_chunk: vec![7; SLICE_BYTES].into(), timestamp_millis: Some(0) };
    let inner = ClientEvent::Video(video).to_frame().unwrap().unwrap();
    let identity = identity();
    let (message, _) = sign_message(inner.message(), &seed, &parameters(&identity, ())).unwrap().into_parts();
    let bytes = Frame::from_message(message).encode().unwrap();
    bench.measure("hash-event", || Sha256::digest(black_box(&bytes)));
    bench.measure("read-event", || read_event(chain.clone(), &bytes));
}

fn read_event(mut chain: EventChain, bytes: &Bytes) -> ClientEvent {
    let mut decoder = FrameDecoder::new();
    decoder.push(bytes);
    let envelope = Envelope::open(&decoder.next_frame().unwrap().unwrap()).unwrap();
    chain.verify(&envelope, NOW).unwrap();
    ClientEvent::from_frame(&envelope.inner_frame().unwrap().unwrap()).unwrap()
}

fn answers(bench: &mut Bench) {
    let picture = vec![7; 60_000];
    bench.measure("encode-pictures", || {
        (0..5).map(|_| STANDARD.encode(black_box(&picture)).len()).sum::<usize>()
    });
    let image =
        AuditImage { content: Some(ImageContent::Bytes(JpegBytes::new(picture))), bounding_box: None };
    let id = SessionId::new("7a410adf-f66d-43ef-a072-00807e4643e0").unwrap();
    let results = GetFaceLivenessSessionResultsResponse {
        confidence: Confidence::new(99.5),
        reference_image: Some(image.clone()),
        audit_images: Some(vec![image; 4]),
        ..GetFaceLivenessSessionResultsResponse::of_status(id, SessionStatus::Succeeded)
    };
    bench.measure("write-results", || results.to_body());
}

fn secret(_: &Claimant) -> Result<SecretKey, AwsError> {
    Ok(SecretKey::new(SECRET))
}

fn control_request() -> Request<()> {
    let request = Request::post(format!("https://{HOST}/")).header("host", HOST);
    let target = "RekognitionService.CreateFaceLivenessSession";
    let content_type = "application/x-amz-json-1.1";
    request.header("content-type", content_type).header("x-amz-target", target).body(()).unwrap()
}

fn stream_request() -> Request<()> {
    let query = "session-id=7a410adf-f66d-43ef-a072-00807e4643e0&video-width=640&video-height=480&\
                 challenge-versions=FaceMovementAndLightChallenge_2.0.0%2CFaceMovementChallenge_1.0.0";
    let url = format!("wss://{HOST}/start-face-liveness-session-websocket?{query}");
    Request::get(url).header("host", HOST).body(()).unwrap()
}

fn identity() -> Identity {
    Credentials::new("AKIDEXAMPLE", SECRET, None, None, "bench").into()
}

fn parameters<S: Default>(identity: &Identity, settings: S) -> SigningParams<'_, S> {
    let time = UNIX_EPOCH + Duration::from_millis(NOW.as_millis().unsigned_abs());
    let builder = SigningParams::builder().identity(identity).region("eu-west-1").name("rekognition");
    builder.time(time).settings(settings).build().unwrap()
}

fn signed(mut request: Request<()>, body: &[u8], settings: SigningSettings) -> (Parts, String) {
    let identity = identity();
    let parameters = parameters(&identity, settings).into();
    let (method, url) = (request.method().to_string(), request.uri().to_string());
    let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let signable = SignableRequest::new(&method, url, headers, SignableBody::Bytes(body)).unwrap();
    let (instructions, signature) = sign(signable, &parameters).unwrap().into_parts();
    instructions.apply_to_request_http1x(&mut request);
    (request.into_parts().0, signature)
}

/// Measures and remembers the fastest round of each name.
struct Bench {
    criterion: Criterion,
    fastest: Vec<(&'static str, Duration)>,
}

impl Bench {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    fn measure<T>(&mut self, name: &'static str, mut work: impl FnMut() -> T) {
        let fastest = Cell::new(Duration::MAX);
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let start = Instant::now();
                for _ in 0..rounds {
                    drop(black_box(work()));
                }
                let took = start.elapsed();
                fastest.set(fastest.get().min(took / u32::try_from(rounds).unwrap()));
                took
            });
        });
        self.fastest.push((name, fastest.get()));
    }

    #[expect(clippy::print_stdout, reason = "a benchmark reports to its caller")]
    fn print_ratio(&self, of: &str, to: &str) {
        let time = |name: &str| self.fastest.iter().find(|(measured, _)| *measured == name).unwrap().1;
        println!("{of} takes {:.2} times as long as {to}", time(of).as_secs_f64() / time(to).as_secs_f64());
    }
}
