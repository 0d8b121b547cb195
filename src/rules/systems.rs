//! The systems of Ⅰ２ and the names by which texts call them.

use super::look::{At, Scope};
use super::{Context, items};
use crate::text;

/// A system of Ⅰ２.
#[derive(Debug)]
pub struct System<'a> {
    /// Its answers.
    pub scope: Scope<'a>,
    /// Its name.
    pub name: At<'a>,
    /// The name, normalised.
    pub plain: String,
    /// 他のシステムとの接続.
    pub connections: Option<At<'a>>,
}

/// The systems that have a name.
pub fn all<'a>(context: &Context<'a>) -> Vec<System<'a>> {
    let members = context.scope().members(items::SYSTEMS).into_iter();
    members
        .filter_map(|scope| {
            let name = scope.find(items::SYSTEM_NAME)?;
            let plain = plain(&name.words()?);
            let connections = scope.find(items::SYSTEM_CONNECTIONS);
            Some(System { scope, name, plain, connections })
        })
        .collect()
}

/// A name as it is compared: サーバ and サーバー are the same system.
pub fn plain(name: &str) -> String {
    text::normalize(name).replace("サーバー", "サーバ").replace("コンピューター", "コンピュータ")
}

impl System<'_> {
    /// The name and what stands in its brackets: 庁内連携基盤（庁内連携システム） has two.
    pub fn names(&self) -> Vec<String> {
        names(&self.plain)
    }

    /// Whether a normalised name means this system.
    pub fn is_called(&self, other: &str) -> bool {
        let own = self.names();
        names(other).iter().any(|o| own.contains(o))
    }

    /// The names in the その他 of its connections, with the text they stand in.
    pub fn others(&self) -> Vec<String> {
        let detail = self.connections.as_ref().and_then(|at| at.tick("other")).and_then(|t| t.detail.as_deref());
        split(detail.unwrap_or_default())
    }
}

/// A normalised name without its brackets, and what the brackets hold.
pub fn names(plain: &str) -> Vec<String> {
    let mut found = vec![plain.to_owned()];
    if let Some((outer, inner)) = plain.split_once('(') {
        found.push(outer.to_owned());
        let inner = inner.trim_end_matches(')').trim_start_matches(['=', '・']);
        // 「以下、「母子保健等システム」という。」 defines a short name.
        let quoted = inner.split_once('「').and_then(|(_, rest)| rest.split_once('」')).map(|(name, _)| name);
        found.push(quoted.unwrap_or(inner.trim_start_matches("以下").trim_matches(['「', '」', '。'])).to_owned());
    }
    found.retain(|n| !n.is_empty());
    found
}

/// The names listed in a text, normalised.
pub fn split(list: &str) -> Vec<String> {
    let mut depth = 0usize;
    let parts = list.split(|c: char| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '、' | ',' | '，' | '\n' | '；' | '／')
    });
    parts.map(plain).map(|p| p.trim_start_matches(['・', '-']).to_owned()).filter(|p| !p.is_empty()).collect()
}
