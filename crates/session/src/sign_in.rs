//! How often a caller may try to sign in to the console.
//!
//! In: the name and the network address of each try, and `now`. Out: go on, or how long to wait.
//! Never: the clock, whether a name exists; an unknown one is counted as a known one.

use catchlight_types::EpochMillis;
use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

/// The tries of the last minutes, by name and by address, in bounded memory.
#[derive(Debug, Default)]
pub struct SignInLimiter {
    tries: BTreeMap<Place, VecDeque<EpochMillis>>,
}

/// What tries are counted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Name(String),
    Address(IpAddr),
}

impl Place {
    const fn most(&self) -> usize {
        match self {
            Self::Name(_) => MAX_TRIES_PER_NAME,
            Self::Address(_) => MAX_TRIES_PER_ADDRESS,
        }
    }
}

impl SignInLimiter {
    /// Counts a try before it is known how it ends, so that tries at the same time are all counted.
    ///
    /// # Errors
    /// How long to wait when the name or the address has had its tries; such a try is not counted.
    pub fn begin(&mut self, name: &str, address: IpAddr, now: EpochMillis) -> Result<(), Duration> {
        self.forget_before(now);
        let places = places(name, address);
        let wait = places.iter().filter_map(|place| self.wait(place, now)).max();
        if let Some(wait) = wait {
            return Err(wait);
        }
        for place in places {
            if self.tries.len() >= MAX_PLACES && !self.tries.contains_key(&place) {
                self.forget_oldest();
            }
            self.tries.entry(place).or_default().push_back(now);
        }
        Ok(())
    }

    /// Forgets the tries of a name that signed in, and the last one of its address.
    pub fn succeeded(&mut self, name: &str, address: IpAddr) {
        let [name, address] = places(name, address);
        self.tries.remove(&name);
        if let Some(tries) = self.tries.get_mut(&address) {
            tries.pop_back();
        }
    }

    fn wait(&self, place: &Place, now: EpochMillis) -> Option<Duration> {
        let tries = self.tries.get(place)?;
        let first = tries.front().filter(|_| tries.len() >= place.most())?;
        let left_secs = TRIES_WINDOW.as_secs_f64() - now.seconds_since(*first);
        Some(Duration::from_secs_f64(left_secs.clamp(1.0, TRIES_WINDOW.as_secs_f64()).ceil()))
    }

    fn forget_before(&mut self, now: EpochMillis) {
        let is_recent = |at: &EpochMillis| now.seconds_since(*at) < TRIES_WINDOW.as_secs_f64();
        self.tries.retain(|_, tries| {
            tries.retain(is_recent);
            !tries.is_empty()
        });
    }

    fn forget_oldest(&mut self) {
        let oldest = self.tries.iter().min_by_key(|(_, tries)| tries.back().copied());
        if let Some(place) = oldest.map(|(place, _)| place.clone()) {
            self.tries.remove(&place);
        }
    }
}

fn places(name: &str, address: IpAddr) -> [Place; 2] {
    [Place::Name(name.to_owned()), Place::Address(network(address))]
}

/// Who has one IPv6 address usually has all that share its first half.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let half = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(half.into())
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Tries older than this are forgotten.
const TRIES_WINDOW: Duration = Duration::from_secs(15 * 60);
/// Tries of one name within the window; a link from the command line still lets its operator in.
const MAX_TRIES_PER_NAME: usize = 10;
/// Tries from one address within the window, whatever the names.
const MAX_TRIES_PER_ADDRESS: usize = 30;
/// Most names and addresses that are remembered; the one that is quiet for longest is forgotten.
const MAX_PLACES: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: EpochMillis = EpochMillis::new(1_700_000_000_000);
    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn at(seconds: u64) -> EpochMillis {
        NOW.plus(Duration::from_secs(seconds))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_name_waits_until_its_first_try_is_forgotten() {
        let mut limiter = SignInLimiter::default();
        for second in 0..10 {
            let from = address(&format!("10.0.0.{second}"));
            assert_eq!(limiter.begin("admin", from, at(second)), Ok(()), "try {second}");
        }
        assert_eq!(limiter.begin("admin", HOME, at(10)), Err(Duration::from_secs(890)));
        assert_eq!(limiter.begin("other", HOME, at(10)), Ok(()));
        assert_eq!(limiter.begin("admin", HOME, at(900)), Ok(()));
    }

    #[test]
    fn an_address_waits_whatever_names_it_tries() {
        let mut limiter = SignInLimiter::default();
        for number in 0..30 {
            assert_eq!(limiter.begin(&format!("name{number}"), HOME, NOW), Ok(()));
        }
        assert_eq!(limiter.begin("another", HOME, NOW), Err(Duration::from_secs(900)));
        assert_eq!(limiter.begin("another", address("10.0.0.1"), NOW), Ok(()));
    }

    #[test]
    fn who_signs_in_starts_anew() {
        let mut limiter = SignInLimiter::default();
        for _ in 0..100 {
            assert_eq!(limiter.begin("admin", HOME, NOW), Ok(()));
            limiter.succeeded("admin", HOME);
        }
    }

    #[test]
    fn one_network_of_ipv6_is_one_address() {
        assert_eq!(network(address("2001:db8::1")), network(address("2001:db8::ffff:2")));
        assert_ne!(network(address("2001:db8::1")), network(address("2001:db8:0:1::1")));
        assert_eq!(network(address("::ffff:10.0.0.1")), address("10.0.0.1"));
    }

    #[test]
    fn memory_is_bounded() {
        let mut limiter = SignInLimiter::default();
        for number in 0..MAX_PLACES + 10 {
            let from = IpAddr::V4(std::net::Ipv4Addr::from_bits(u32::try_from(number).unwrap()));
            limiter.begin(&number.to_string(), from, NOW).unwrap();
        }
        assert_eq!(limiter.tries.len(), MAX_PLACES);
    }
}
