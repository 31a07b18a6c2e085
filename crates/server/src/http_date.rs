//! Dates as HTTP writes them.

use catchlight_types::EpochMillis;
use http::HeaderValue;
use time::OffsetDateTime;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;

/// The value of a `Date` header, by which phones correct their clocks; `None` outside years 0..=9999.
pub(crate) fn header(moment: EpochMillis) -> Option<HeaderValue> {
    let text = OffsetDateTime::from_unix_timestamp(moment.as_secs()).ok()?.format(IMF_FIXDATE).ok()?;
    HeaderValue::from_str(&text).ok()
}

/// RFC 9110 section 5.6.7.
const IMF_FIXDATE: StaticFormatDescription =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_the_standard_is_written() {
        let header = header(EpochMillis::new(784_111_777_999)).unwrap();
        assert_eq!(header, "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
