//! Moments as programs write them: ISO 8601.
//!
//! In: text. Out: milliseconds since 1970, or nothing when it is no moment. Never: asks the clock.

use catchlight_types::EpochMillis;

/// `2026-01-31T23:59:59.5+01:00`; a blank may stand for the T, and without a zone it is UTC.
pub(crate) fn read(text: &str) -> Option<EpochMillis> {
    let (day, rest) = text.trim().split_once(['T', 't', ' '])?;
    let zone_at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    let [year, month, day] = numbers(day, '-')?;
    let [hours, minutes, seconds] = numbers(time.split_once('.').map_or(time, |(whole, _)| whole), ':')?;
    let fits =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hours < 24 && minutes < 60 && seconds < 61;
    let offset_minutes = match zone.strip_prefix(['+', '-']) {
        None => 0,
        Some(ahead) => {
            let digits = ahead.replace(':', "");
            let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
            let minutes = number / 100 * 60 + number % 100;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    let minutes = (days_since_1970(year, month, day) * 24 + hours) * 60 + minutes - offset_minutes;
    fits.then(|| EpochMillis::new((minutes * 60 + seconds) * 1000))
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

/// By the calendar of Gregory, whose years begin in March here so that the leap day is the last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_zone() {
        let told = |text: &str| read(text).map(EpochMillis::as_millis);
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-11-28T02:30:01.123456+01:00", 1_795_829_401),
            ("2026-11-27 20:30:01-0500", 1_795_829_401),
            ("2026-11-28T01:30:01", 1_795_829_401),
        ] {
            assert_eq!(told(text), Some(seconds * 1000), "{text}");
        }
        for text in [
            "",
            "nonsense",
            "2026-13-01T00:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00+1",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
