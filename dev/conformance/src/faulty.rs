//! A service that refuses as it is told, for answers that no server can be brought to when they are wanted.
//!
//! In: requests whose path says what is to be answered. Out: the answers, and how often each path was asked.
//! Never: looks at a signature; it does not matter who is refused.

use anyhow::{Context, Result, bail};
use serde_json::json;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What is answered to the requests for one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Name of the exception.
    pub(crate) name: &'static str,
    pub(crate) status: u16,
    /// So many requests are refused; later ones get a session. `usize::MAX` refuses all.
    pub(crate) times: usize,
}

/// A running service; its threads end with the program.
#[derive(Debug, Clone)]
pub(crate) struct FaultyService {
    address: SocketAddr,
    asked: Arc<Mutex<HashMap<String, Requests>>>,
}

/// The requests for one path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Requests {
    pub(crate) count: usize,
    /// Whether all of them had the same body.
    pub(crate) differ: bool,
    last: Vec<u8>,
}

/// What a faulty service says to whoever reads its message.
pub(crate) const MESSAGE: &str = "refused on purpose";
/// The session that it gives when it has refused often enough.
pub(crate) const SESSION: &str = "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f";

impl FaultyService {
    /// Listens on a free port of this machine.
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("cannot listen on this machine")?;
        let service = Self { address: listener.local_addr()?, asked: Arc::default() };
        let serving = service.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let serving = serving.clone();
                // A client that leaves has its answer already, or its case fails by itself.
                std::thread::spawn(move || serving.converse(connection).ok());
            }
        });
        Ok(service)
    }

    /// The endpoint at which `fault` is answered; `key` keeps its requests apart from all others.
    pub(crate) fn endpoint(&self, key: &str, fault: Fault) -> String {
        format!("http://{}/{key}/{}/{}/{}", self.address, fault.name, fault.status, fault.times)
    }

    /// The requests that came for a key.
    pub(crate) fn requests(&self, key: &str) -> Requests {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(key).cloned().unwrap_or_default()
    }

    fn note(&self, key: &str, body: Vec<u8>) -> usize {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let requests = asked.entry(key.to_owned()).or_default();
        requests.differ |= requests.count > 0 && requests.last != body;
        requests.count += 1;
        requests.last = body;
        requests.count
    }

    /// Answers one request after the other on a connection.
    fn converse(&self, connection: TcpStream) -> Result<()> {
        let mut answers = connection.try_clone()?;
        let mut requests = BufReader::new(connection);
        while let Some((path, body)) = read_request(&mut requests)? {
            let mut parts = path.trim_matches('/').split('/');
            let (Some(key), Some(name), Some(status), Some(times)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                bail!("{path} says nothing");
            };
            let refuses = self.note(key, body) <= times.parse()?;
            let (status, body) = if refuses {
                (status.parse()?, json!({ "__type": name, "message": MESSAGE }))
            } else {
                (200, json!({ "SessionId": SESSION }))
            };
            answers.write_all(answer(status, &body.to_string()).as_bytes())?;
        }
        Ok(())
    }
}

/// Path and body of the next request; `None` when the client is done.
fn read_request(connection: &mut impl BufRead) -> Result<Option<(String, Vec<u8>)>> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).context("no path")?.to_owned();
    let mut length_bytes = 0;
    loop {
        let mut header = String::new();
        connection.read_line(&mut header)?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length_bytes = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length_bytes];
    connection.read_exact(&mut body)?;
    Ok(Some((path, body)))
}

fn answer(status: u16, body: &str) -> String {
    let id = uuid::Uuid::new_v4();
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/x-amz-json-1.1\r\nx-amzn-requestid: {id}\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn ask(service: &FaultyService, path: &str, body: &str) -> String {
        let mut connection = TcpStream::connect(service.address).unwrap();
        let length = body.len();
        let request = format!("POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}");
        connection.write_all(request.as_bytes()).unwrap();
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn it_refuses_as_often_as_it_is_told_and_counts() {
        let service = FaultyService::start().unwrap();
        let fault = Fault { name: "OddException", status: 418, times: 1 };
        let endpoint = service.endpoint("k", fault);
        let path = endpoint.split_once(&service.address.to_string()).unwrap().1;
        assert!(ask(&service, path, "{}").contains("418 Answer"));
        let second = ask(&service, &format!("{path}/"), "{}");
        assert!(second.contains("200 Answer") && second.contains(SESSION), "{second}");
        let requests = service.requests("k");
        assert_eq!((requests.count, requests.differ), (2, false));
        ask(&service, path, "{ }");
        assert!(service.requests("k").differ);
        assert_eq!(service.requests("other").count, 0);
    }
}
