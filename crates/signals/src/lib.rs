//! Evidence and challenge to readings; one file per signal
