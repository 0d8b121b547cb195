//! What a list of rows is cited for: a text and a place in it go in, asking or providing comes out, as the
//! heading above the list says.

/// The two sides of an exchange through 情報提供ネットワークシステム.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// 情報照会.
    Asks,
    /// 情報提供.
    Provides,
}

/// Ends of a heading over a list: 【情報照会】, ＜情報提供の根拠＞, 照会：.
const ENDS: [&str; 5] = ["照会", "提供", "根拠", "照会者", "提供者"];
/// Headings are no longer than this, in characters; sentences are.
const LONGEST: usize = 24;

/// The side of what is cited at a place, where a heading before it tells.
pub fn side(words: &str, at: usize) -> Option<Side> {
    let pieces = words[..at].split(|c: char| "\n【】（）()＜＞<>［］[]「」：:。・■●○　 ".contains(c));
    let head = |piece: &str| {
        let piece = piece.trim();
        let is_one = piece.chars().count() <= LONGEST && ENDS.iter().any(|end| piece.ends_with(end));
        is_one.then(|| (piece.contains("照会"), piece.contains("提供")))
    };
    match pieces.filter_map(head).rfind(|(asks, provides)| *asks || *provides)? {
        (true, false) => Some(Side::Asks),
        (false, true) => Some(Side::Provides),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, side};

    fn before(words: &str) -> Option<Side> {
        side(words, words.len())
    }

    #[test]
    fn headings_tell_the_side() {
        assert_eq!(before("（照会）"), Some(Side::Asks));
        assert_eq!(before("【情報照会】131、132の項\n【情報提供】"), Some(Side::Provides));
        assert_eq!(before("＜情報提供の根拠＞\n番号法第19条第8号\n＜情報照会の根拠＞\n同号"), Some(Side::Asks));
        assert_eq!(before("情報照会：36の項\n情報提供："), Some(Side::Provides));
    }

    #[test]
    fn what_is_no_heading_tells_nothing() {
        assert_eq!(before("番号法第19条第8号に基づく利用特定個人情報の提供に関する命令第2条の表"), None);
        assert_eq!(before("＜情報照会及び情報提供の根拠＞\n"), None);
        assert_eq!(before("情報提供ネットワークシステムによる情報連携（第8号）"), None);
    }
}
