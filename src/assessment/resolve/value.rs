//! One value, read by the kind of its item.

use super::*;

/// How deep text blocks may nest (a heading inside a heading).
const MAX_BLOCK_DEPTH: usize = 3;
/// The highest number of a page of a PDF.
const MAX_PAGE: u32 = 9999;
/// The longest list of choices a message prints in full.
const MAX_LISTED: usize = 12;

impl Resolver<'_> {
    /// A value that is neither a group nor a list.
    pub(super) fn value(&mut self, item: &'static Item, node: &Node, span: Span) -> State {
        let state = match &item.kind {
            Kind::Text => self.text(node, span).map(Value::Text),
            Kind::Period => self.period(node, span),
            Kind::Strings => self.strings(node, span),
            Kind::Number => self.number(node, span),
            Kind::Date => self.date(node, span),
            Kind::Choice(set) => self.choice(set, node, span),
            Kind::Boxes(set) => self.boxes(set, node),
            Kind::Count { .. } => self.count(node, span).map(Value::Count),
            Kind::Group | Kind::List { .. } | Kind::Fixed(_) | Kind::Derived { .. } | Kind::Heading => None,
        };
        state.map_or(State::Invalid, State::Filled)
    }

    fn scalar<'n>(&mut self, node: &'n Node, span: Span, ja: &str, en: &str) -> Option<&'n str> {
        if let Some(text) = node.scalar() {
            return Some(text);
        }
        self.wrong_kind(span, ja, en);
        None
    }

    fn text(&mut self, node: &Node, span: Span) -> Option<Text> {
        match &node.kind {
            NodeKind::Scalar { value, .. } => Some(Text::plain_block(self.fill(value), span)),
            NodeKind::Seq(nodes) => Some(Text { blocks: self.text_blocks(nodes) }),
            NodeKind::Map(_) => self.block(node).map(|block| Text { blocks: vec![block] }),
            NodeKind::Null => Some(Text::default()),
            NodeKind::Invalid => None,
        }
    }

    fn text_blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        nodes.iter().filter_map(|node| self.block(node)).collect()
    }

    /// One text block: a string or one of the mappings of DESIGN.md, section 2.
    fn block(&mut self, node: &Node) -> Option<Block> {
        let span = node.span;
        let entries = match &node.kind {
            NodeKind::Scalar { value, .. } => {
                return Some(Block { span, kind: BlockKind::Plain(self.fill(value)) });
            }
            NodeKind::Map(entries) if !entries.is_empty() => entries,
            NodeKind::Invalid => return None,
            NodeKind::Null | NodeKind::Seq(_) | NodeKind::Map(_) => {
                self.wrong_kind(span, "文章か、見出し・markdown・表・図・共通記載のどれか", "text or a text block");
                return None;
            }
        };
        let allowed: &[&str] = match entries.first().map(|e| e.key.as_str()) {
            Some("見出し" | "本文") => &["見出し", "本文"],
            Some("共通記載" | "引数") => &["共通記載", "引数"],
            Some("markdown") => &["markdown"],
            Some("表") => &["表"],
            Some("図" | "ページ" | "説明") => &["図", "ページ", "説明"],
            _ => &[],
        };
        if let Some(entry) = entries.iter().find(|e| !allowed.contains(&e.key.as_str())) {
            let d = self.error(
                "unknown-key",
                entry.key_span,
                format!("文章のまとまりに「{}」という項目はありません", entry.key),
                format!("a text block has no key {}", entry.key),
            );
            d.help = Some(Message::new(
                "{見出し, 本文}、{共通記載, 引数}、{markdown}、{表}、{図, ページ, 説明} のどれかです",
                "one of {見出し, 本文}, {共通記載, 引数}, {markdown}, {表}, {図, ページ, 説明}",
            ));
            return None;
        }
        let kind = self.block_kind(allowed[0], node, entries)?;
        Some(Block { span, kind })
    }

    fn block_kind(&mut self, first: &str, node: &Node, entries: &[Entry]) -> Option<BlockKind> {
        let in_assessment = self.expansion.inside.is_empty();
        let mut string = |key: &str| -> Option<String> {
            let Some(entry) = entries.iter().find(|e| e.key == key) else {
                self.error(
                    "wrong-kind",
                    node.span,
                    format!("文章のまとまりに「{key}」がありません"),
                    format!("the text block has no {key}"),
                );
                return None;
            };
            self.scalar(&entry.value, value_span(entry), "文字", "text").map(str::to_owned)
        };
        match first {
            "見出し" => {
                let heading = string("見出し")?;
                let body = node.get("本文").cloned();
                Some(BlockKind::Titled { heading: self.fill(&heading), body: self.body(body)? })
            }
            "共通記載" => {
                let key = string("共通記載")?;
                self.shared(key, node)
            }
            "markdown" => {
                let source = string("markdown")?;
                Some(BlockKind::Markdown(self.fill(&source)))
            }
            "図" if !in_assessment => {
                // A path is read from the folder of the assessment, which a passage does not know.
                self.error(
                    "bad-passage",
                    node.span,
                    "図は共通記載に置けません。評価書に直接書いてください",
                    "a shared passage cannot hold a figure",
                );
                None
            }
            "図" => {
                let (path, caption) = (string("図")?, string("説明")?);
                let written = entries.iter().any(|e| e.key == "ページ");
                let page = if written { Some(string("ページ")?) } else { None };
                let page = match page {
                    Some(page) => Some(self.page(&page, node)?),
                    None => None,
                };
                Some(BlockKind::Figure { path, page, caption })
            }
            _ => self.table(&entries[0]).map(BlockKind::Table),
        }
    }

    /// The number of a page: 1 to [`MAX_PAGE`].
    fn page(&mut self, written: &str, node: &Node) -> Option<u32> {
        let page =
            written.parse().ok().filter(|page| (1..=MAX_PAGE).contains(page) && !written.starts_with(['0', '+']));
        if page.is_none() {
            let span = node.get("ページ").map_or(node.span, |n| n.span);
            self.wrong_kind(span, "ページの番号（1、2、…）", "the number of a page");
        }
        page
    }

    pub(super) fn body(&mut self, body: Option<Node>) -> Option<Vec<Block>> {
        let Some(body) = body else { return Some(Vec::new()) };
        if self.blocks >= MAX_BLOCK_DEPTH {
            self.error("wrong-kind", body.span, "見出しの入れ子が深すぎます", "headings nest too deeply");
            return None;
        }
        self.blocks += 1;
        let span = body.span;
        let text = self.text(&body, span);
        self.blocks -= 1;
        text.map(|t| t.blocks)
    }

    fn table(&mut self, entry: &Entry) -> Option<Vec<Vec<String>>> {
        let cell = |node: &Node| match &node.kind {
            NodeKind::Null => Some(String::new()),
            _ => node.scalar().map(|words| self.fill(words)),
        };
        let row = |node: &Node| match &node.kind {
            NodeKind::Seq(cells) => cells.iter().map(cell).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        let rows = match &entry.value.kind {
            NodeKind::Seq(rows) if !rows.is_empty() => rows.iter().map(row).collect::<Option<Vec<_>>>(),
            _ => None,
        };
        match rows {
            Some(rows) if rows.iter().all(|r| r.len() == rows[0].len()) => Some(rows),
            _ => {
                self.wrong_kind(
                    value_span(entry),
                    "表（どの行も同じ数のセルを持つ一覧の一覧）",
                    "rows of equal length",
                );
                None
            }
        }
    }

    fn period(&mut self, node: &Node, span: Span) -> Option<Value> {
        let text = self.text(node, span)?;
        let plain = text.plain().into_owned();
        for found in date::find(&plain) {
            if let Err(impossible) = found.date {
                let written = &plain[found.range];
                // The day itself, where the source has it once as it is read.
                let mut places = self.source.slice(span).match_indices(written);
                let place = match (places.next(), places.next()) {
                    (Some((at, _)), None) => Span::new(span.start + at, span.start + at + written.len()),
                    _ => span,
                };
                self.impossible(place, written, &impossible);
            }
        }
        Some(Value::Text(text))
    }

    fn impossible(&mut self, span: Span, written: &str, why: &date::Impossible) {
        let (ja, en) = match why {
            date::Impossible::EraYear(era, last) => {
                (format!("{era}は{last}年までです"), format!("{era} ended in its year {last}"))
            }
            date::Impossible::Month(month) => (format!("{month}月はありません"), format!("there is no month {month}")),
            date::Impossible::Day(last) => (format!("その月は{last}日までです"), format!("that month has {last} days")),
        };
        let d = self.error(
            "impossible-date",
            span,
            format!("「{written}」という日はありません"),
            format!("{written} is not a date"),
        );
        d.help = Some(Message::new(ja, en));
    }

    fn date(&mut self, node: &Node, span: Span) -> Option<Value> {
        let written = self.scalar(node, span, "日付", "a date")?.trim();
        match date::parse(written) {
            Some(Ok(date)) => Some(Value::Date(written.to_owned(), date)),
            Some(Err(impossible)) => {
                self.impossible(span, written, &impossible);
                None
            }
            None => {
                let d = self.error(
                    "not-a-date",
                    span,
                    format!("「{written}」は日付として読めません"),
                    format!("{written} is not a date"),
                );
                d.help = Some(Message::new(
                    "令和8年4月1日、R8.4.1、2026-04-01、2026/4/1 のように書きます（年月だけでもかまいません）",
                    "write 令和8年4月1日, R8.4.1, 2026-04-01 or 2026/4/1 (year and month alone will do)",
                ));
                None
            }
        }
    }

    fn strings(&mut self, node: &Node, span: Span) -> Option<Value> {
        match &node.kind {
            NodeKind::Scalar { value, .. } => Some(Value::Strings(vec![(value.clone(), span)])),
            NodeKind::Seq(nodes) => {
                let mut out = Vec::with_capacity(nodes.len());
                for node in nodes {
                    match node.scalar() {
                        Some(text) => out.push((text.to_owned(), node.span)),
                        None => {
                            self.wrong_kind(node.span, "一つの項目の名前（文字）", "text");
                        }
                    }
                }
                Some(Value::Strings(out))
            }
            _ => {
                self.wrong_kind(span, "名前の一覧（[甲, 乙] か「- 」の並び）", "a list of names");
                None
            }
        }
    }

    fn number(&mut self, node: &Node, span: Span) -> Option<Value> {
        let written = self.scalar(node, span, "数字", "a number")?.trim().to_owned();
        let digits = text::normalize(&written).replace(',', "");
        match digits.parse() {
            Ok(n) => Some(Value::Number(n, written)),
            Err(_) => {
                self.wrong_kind(span, "数字", "a number");
                self.help("数字だけを書いてください（例: 7）", "write digits alone, as 7");
                None
            }
        }
    }

    /// `2`, `2件`, `（2）件`.
    fn count(&mut self, node: &Node, span: Span) -> Option<u64> {
        let written = text::normalize(self.scalar(node, span, "件数", "a number")?);
        let digits = written.trim_end_matches('件').trim_matches(['(', ')']);
        match digits.parse() {
            Ok(n) => Some(n),
            Err(_) => {
                self.wrong_kind(span, "件数（数字）", "a number");
                None
            }
        }
    }

    fn choice(&mut self, set: &'static form::ChoiceSet, node: &Node, span: Span) -> Option<Value> {
        let written = self.scalar(node, span, "選択肢の一つ", "one choice")?.trim();
        let index = self.pick(set, written, span)?;
        Some(Value::Choice(index))
    }

    /// Finds a written choice; another notation is a warning with its repair.
    fn pick(&mut self, set: &'static form::ChoiceSet, written: &str, span: Span) -> Option<usize> {
        match set.find(written) {
            Some(found) => {
                if !found.exact {
                    let label = &set.choices[found.index].label;
                    self.notation(
                        "choice-notation",
                        span,
                        format!("「{written}」は様式の選択肢「{label}」と書き方が違います"),
                        format!("{written} is printed as {label}"),
                        yaml::write::scalar(label, 0),
                    );
                }
                Some(found.index)
            }
            None => {
                let near = nearest(written, set.labels());
                let d = self.error(
                    "unknown-choice",
                    span,
                    format!("「{written}」は選択肢にありません"),
                    format!("{written} is not one of the choices"),
                );
                let mut all: Vec<String> =
                    set.labels().take(MAX_LISTED).enumerate().map(|(i, l)| format!("{}) {l}", i + 1)).collect();
                if set.choices.len() > MAX_LISTED {
                    all.push("…".into());
                }
                d.help = Some(match near {
                    Some(near) => Message::new(
                        format!("「{near}」のことですか。選択肢: {}", all.join("　")),
                        format!("did you mean {near}? choices: {}", all.join(" ")),
                    ),
                    None => Message::new(format!("選択肢: {}", all.join("　")), format!("choices: {}", all.join(" "))),
                });
                None
            }
        }
    }

    fn boxes(&mut self, set: &'static form::ChoiceSet, node: &Node) -> Option<Value> {
        let single;
        let nodes: &[Node] = match &node.kind {
            NodeKind::Seq(nodes) => nodes,
            NodeKind::Scalar { .. } | NodeKind::Map(_) => {
                single = [node.clone()];
                &single
            }
            NodeKind::Null | NodeKind::Invalid => return None,
        };
        let mut ticks: Vec<Tick> = Vec::with_capacity(nodes.len());
        let mut wrong = false;
        for node in nodes {
            match self.tick(set, node) {
                Some(tick) if ticks.iter().any(|t| t.index == tick.index) => {
                    self.error(
                        "duplicate-box",
                        tick.span,
                        "同じ欄が二度書かれています",
                        "the same box is written twice",
                    );
                }
                Some(tick) => ticks.push(tick),
                None => wrong = true,
            }
        }
        if let Some(tick) = ticks.iter().find(|t| set.choices[t.index].exclusive)
            && ticks.len() > 1
        {
            let label = &set.choices[tick.index].label;
            self.error(
                "exclusive-box",
                tick.span,
                format!("「{label}」は、ほかの欄と同時には選べません"),
                format!("{label} excludes the other boxes"),
            );
        }
        if wrong {
            return None;
        }
        // The form prints boxes in its own order; the author's order carries no meaning.
        ticks.sort_by_key(|t| t.index);
        Some(Value::Boxes(ticks))
    }

    /// One ticked box: its label, or `{label: text in its （ ）}`.
    fn tick(&mut self, set: &'static form::ChoiceSet, node: &Node) -> Option<Tick> {
        if node.scalar().is_some_and(|written| set.find(written.trim()).is_none() && all_boxes(set, written)) {
            self.wrong_kind(node.span, "欄の名前の一覧", "a list of boxes");
            self.help(
                "二つ以上の欄を選ぶときは、一行に一つずつ「- 」を付けて並べます（[甲, 乙] の形で書くときの区切りは半角の「,」です）",
                "put each box on a line of its own, behind a dash",
            );
            return None;
        }
        let (written, label_span, detail) = match &node.kind {
            NodeKind::Scalar { value, .. } => (value.trim().to_owned(), node.span, None),
            NodeKind::Map(entries) if entries.len() == 1 => {
                (entries[0].key.trim().to_owned(), entries[0].key_span, Some(&entries[0]))
            }
            _ => {
                self.wrong_kind(node.span, "欄の名前（自由記載のある欄は「その他: 内容」）", "a box, or box: text");
                return None;
            }
        };
        let index = self.pick(set, &written, label_span)?;
        let choice = &set.choices[index];
        let detail = match detail {
            None => None,
            Some(entry) => match (&choice.detail, &entry.value.kind) {
                (_, NodeKind::Null) => None,
                (Detail::None, _) => {
                    let d = self.error(
                        "wrong-kind",
                        value_span(entry),
                        format!("「{}」の欄には（　）がありません", choice.label),
                        format!("the box {} has no text of its own", choice.label),
                    );
                    d.help = Some(Message::new("欄の名前だけを書いてください", "write the box's name alone"));
                    return None;
                }
                (Detail::Text | Detail::Count(_), _) => Some(
                    self.scalar(&entry.value, value_span(entry), "文字", "text")?.trim_end_matches('\n').to_owned(),
                ),
            },
        };
        if choice.detail == Detail::Text && detail.as_deref().is_none_or(|d| d.trim().is_empty()) {
            let d = self.error(
                "box-without-text",
                label_span,
                format!("「{}」を選んでいますが、（　）の中が書かれていません", choice.label),
                format!("the box {} is ticked without its text", choice.label),
            );
            d.help = Some(Message::new(
                format!("「- {}: 内容」のように書いてください", choice.label),
                format!("write - {}: text", choice.label),
            ));
        }
        if let (Detail::Count(_), Some(detail)) = (&choice.detail, &detail)
            && stated_count(detail).is_none()
        {
            self.wrong_kind(node.span, "件数（数字）", "a number");
            return None;
        }
        Some(Tick { index, detail, span: node.span })
    }
}

/// Whether a text is the names of several boxes: 自己点検、内部監査.
fn all_boxes(set: &form::ChoiceSet, written: &str) -> bool {
    let mut parts = written.trim().split(['、', ',', '，', '・', '/', '／', '\n', '　']).map(str::trim);
    parts.clone().count() > 1 && parts.all(|part| set.find(part).is_some())
}

/// The number in a box's `（ ）件`.
pub(super) fn stated_count(detail: &str) -> Option<usize> {
    text::normalize(detail).trim_end_matches('件').trim_matches(['(', ')']).parse().ok()
}
