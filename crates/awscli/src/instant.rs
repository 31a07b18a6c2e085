//! Times in ISO 8601.
//!
//! In: text. Out: milliseconds since 1970, or `None`. Never: reads the clock.

use catchlight_types::EpochMillis;
use time::{Date, Month};

/// `2026-01-31T23:59:59.5+01:00`; a blank may replace the T; without a time zone it is UTC.
pub(crate) fn read(text: &str) -> Option<EpochMillis> {
    let (day, rest) = text.trim().split_once(['T', 't', ' '])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let [year, month, day] = numbers(day, '-')?;
    let [hours, minutes, seconds] = numbers(time.split_once('.').map_or(time, |(whole, _)| whole), ':')?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let day = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    let fits = hours < 24 && minutes < 60 && seconds < 61;
    let offset_minutes = match zone.strip_prefix(['+', '-']) {
        None => 0,
        Some(ahead) => {
            let digits = ahead.replace(':', "");
            let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
            let minutes = number / 100 * 60 + number % 100;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let seconds = seconds + 60 * (60 * hours + minutes - offset_minutes);
    fits.then(|| EpochMillis::new(1000 * (day.midnight().assume_utc().unix_timestamp() + seconds)))
}

/// Three numbers, the first of at most four digits.
fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let mut parts = text.split(between).map(|part| {
        let is_number = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_number)
    });
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_zone() {
        let millis = |text: &str| read(text).map(EpochMillis::as_millis);
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-28T02:30:01.123456+01:00", 1_795_829_401),
            ("2026-11-27 20:30:01-0500", 1_795_829_401),
            ("2026-11-28T01:30:01", 1_795_829_401),
        ] {
            assert_eq!(millis(text), Some(seconds * 1000), "{text}");
        }
        for text in [
            "",
            "nonsense",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00+1",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }
}
