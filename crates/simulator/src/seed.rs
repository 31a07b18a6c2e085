//! The only source of randomness in a simulated check.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Number that determines everything random: the person, the room, the hand, the noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seed(u64);

/// What a stream of random numbers decides. Streams are independent: one more random number for the room leaves the
/// person unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Person = 1,
    Room,
    Motion,
    Camera,
    Timeline,
    Transport,
    Attack,
}

impl Seed {
    /// Wraps a number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    pub(crate) fn stream(self, topic: Topic) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.0);
        random.set_stream(topic as u64);
        random
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    fn first(seed: u64, topic: Topic) -> u64 {
        Seed::new(seed).stream(topic).random()
    }

    #[test]
    fn seeds_and_topics_differ_and_repeat() {
        assert_eq!(first(1, Topic::Room), first(1, Topic::Room));
        assert_ne!(first(1, Topic::Room), first(2, Topic::Room));
        assert_ne!(first(1, Topic::Room), first(1, Topic::Person));
    }
}
