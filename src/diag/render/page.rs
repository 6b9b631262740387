//! Explanations in a terminal: the page of a code, the documentation of a rule.
//!
//! Pages are Markdown, of which this prints what such pages use: headings, paragraphs, lists,
//! fenced code, tables (as they stand), inline code, emphasis and links. Anything else is shown as
//! it is written; nothing is lost.

use super::words::{Word, fill, parts, width};
use super::{Face, Style};

/// `markdown` as text that ends with a newline; wrapped but for code and tables.
pub fn page(markdown: &str, style: &Style) -> String {
    let blocks = blocks(markdown);
    let mut out = String::new();
    let mut above: Option<&Block> = None;
    for block in &blocks {
        let tight =
            matches!((above, block), (Some(Block::Item { .. }), Block::Item { spaced: false, .. }));
        if above.is_some() && !tight {
            out.push('\n');
        }
        out.push_str(&block.print(style));
        above = Some(block);
    }
    out
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Heading { level: usize, text: String },
    Paragraph { indent: usize, text: String },
    Item { indent: usize, sign: String, text: String, spaced: bool },
    Verbatim { indent: usize, lines: Vec<String> },
}

/// Columns that code stands in from what surrounds it.
const CODE: usize = 4;

impl Block {
    fn print(&self, style: &Style) -> String {
        match self {
            Self::Heading { text, level } => {
                let words: Vec<Word> = text
                    .split_whitespace()
                    .map(|word| Word::of(style.clean(word), Face::Strong))
                    .collect();
                fill(&words, "", "", style) + &rule(text, *level, style)
            }
            Self::Paragraph { indent, text } => {
                let margin = " ".repeat(*indent);
                fill(&inline(text, style), &margin, &margin, style)
            }
            Self::Item { indent, sign, text, .. } => {
                let first = format!("{}{sign} ", " ".repeat(*indent));
                fill(&inline(text, style), &first, &" ".repeat(first.len()), style)
            }
            Self::Verbatim { indent, lines } => lines.iter().fold(String::new(), |out, line| {
                let line = style.clean(&line.replace('\t', "    "));
                let line = style.paint(line.trim_end(), Face::Code);
                if line.is_empty() { out + "\n" } else { out + &" ".repeat(*indent) + &line + "\n" }
            }),
        }
    }
}

/// The line under a heading, where neither colour nor a voice tells it from a paragraph.
fn rule(heading: &str, level: usize, style: &Style) -> String {
    if style.narrated || style.color {
        return String::new();
    }
    let sign = match (level, style.unicode) {
        (1, true) => "═",
        (1, false) => "=",
        (_, true) => "─",
        (_, false) => "-",
    };
    sign.repeat(width(&style.clean(heading)).min(style.width)) + "\n"
}

/// Cuts Markdown into blocks, line by line.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for line in markdown.lines() {
        reader.read(line);
    }
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// The fence that ends the code block being read, with its indentation.
    fence: Option<(String, usize)>,
    /// The line above was blank, so text starts a new block.
    parted: bool,
    /// Where the text of the list item being read begins.
    item: usize,
}

impl Reader {
    fn read(&mut self, line: &str) {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if self.fence.is_some() {
            self.code(line, text);
        } else if text.is_empty() {
            self.parted = true;
        } else {
            if indent == 0 && self.parted {
                self.item = 0;
            }
            self.open(text.trim_end(), indent);
            self.parted = false;
        }
    }

    fn code(&mut self, line: &str, text: &str) {
        let Some((fence, indent)) = self.fence.clone() else { return };
        if text.trim_end() == fence {
            (self.fence, self.parted) = (None, true);
        } else if let Some(Block::Verbatim { lines, .. }) = self.blocks.last_mut() {
            let margin = line.bytes().take(indent).take_while(|b| *b == b' ').count();
            lines.push(line.get(margin..).unwrap_or(text).to_owned());
        }
    }

    fn open(&mut self, text: &str, indent: usize) {
        let hashes = text.bytes().take_while(|b| *b == b'#').count();
        if let Some(fence) = ["```", "~~~"].iter().find(|fence| text.starts_with(**fence)) {
            self.fence = Some(((*fence).to_owned(), indent));
            self.blocks.push(Block::Verbatim { indent: self.item + CODE, lines: Vec::new() });
        } else if let Some(title) = heading(text, hashes) {
            self.item = 0;
            self.blocks.push(Block::Heading { level: hashes, text: title.to_owned() });
            self.parted = true;
        } else if text.starts_with('|') {
            self.table(text);
        } else if let Some((sign, text)) = item(text) {
            let spaced = self.parted;
            self.item = indent + sign.len() + 1;
            let (sign, text) = (sign.to_owned(), text.to_owned());
            self.blocks.push(Block::Item { indent, sign, text, spaced });
        } else {
            self.text(text);
        }
    }

    fn table(&mut self, row: &str) {
        match self.blocks.last_mut() {
            Some(Block::Verbatim { lines, .. }) if !self.parted => lines.push(row.to_owned()),
            _ => {
                self.blocks.push(Block::Verbatim { indent: self.item, lines: vec![row.to_owned()] })
            }
        }
    }

    fn text(&mut self, more: &str) {
        match self.blocks.last_mut() {
            Some(Block::Paragraph { text, .. } | Block::Item { text, .. }) if !self.parted => {
                text.push(' ');
                text.push_str(more);
            }
            _ => self.blocks.push(Block::Paragraph { indent: self.item, text: more.to_owned() }),
        }
    }
}

/// The title of a heading with `hashes` signs.
fn heading(text: &str, hashes: usize) -> Option<&str> {
    let title = text.get(hashes..).filter(|_| (1..=6).contains(&hashes))?;
    title.strip_prefix(' ').map(str::trim)
}

/// The sign and the text of a list item.
fn item(text: &str) -> Option<(&str, &str)> {
    let (sign, rest) = text.split_once(' ')?;
    let number = sign.strip_suffix('.').unwrap_or("");
    let is_numbered = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (is_numbered || matches!(sign, "-" | "*" | "+")).then_some((sign, rest.trim_start()))
}

/// The words of a paragraph, with inline code, strong text and links told apart.
fn inline(text: &str, style: &Style) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    for (piece, face) in spans(text) {
        for (i, part) in parts(&style.clean(&piece)).into_iter().enumerate() {
            if i > 0 {
                words.push(std::mem::take(&mut word));
            }
            if !part.is_empty() {
                word = word.with(part, face);
            }
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// `text` cut where its face changes.
fn spans(text: &str) -> Vec<(String, Face)> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((span, face, after)) =
            code(rest).or_else(|| strong(rest)).or_else(|| link(rest))
        {
            spans.push((std::mem::take(&mut plain), Face::Plain));
            spans.push((span, face));
            rest = after;
        } else {
            plain.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        }
    }
    spans.push((plain, Face::Plain));
    spans
}

/// Inline code at the start of `text`, which keeps its backticks: they tell it from the sentence
/// where there is no colour.
fn code(text: &str) -> Option<(String, Face, &str)> {
    let ticks = text.bytes().take_while(|b| *b == b'`').count();
    let (fence, rest) = text.split_at_checked(ticks).filter(|_| ticks > 0)?;
    let (code, after) = rest.split_once(fence)?;
    Some((format!("{fence}{code}{fence}"), Face::Code, after))
}

/// `**text**` at the start of `text`.
fn strong(text: &str) -> Option<(String, Face, &str)> {
    let (strong, after) = text.strip_prefix("**")?.split_once("**")?;
    Some((strong.to_owned(), Face::Strong, after)).filter(|_| !strong.is_empty())
}

/// `[text](target)` or `<https://…>` at the start of `text`, with its target written out.
fn link(text: &str) -> Option<(String, Face, &str)> {
    if let Some((target, after)) = text.strip_prefix('<').and_then(|t| t.split_once('>')) {
        return Some((target.to_owned(), Face::Plain, after)).filter(|_| target.contains("://"));
    }
    let (name, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    let shown = if name == target { name.to_owned() } else { format!("{name} ({target})") };
    Some((shown, Face::Plain, after)).filter(|_| !name.contains('['))
}
