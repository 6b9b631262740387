//! The one place that decides which characters may reach a person's screen as they are.
//!
//! A manifest may hold anything: escape sequences that clear a terminal, a right-to-left override
//! that makes a line read backwards, characters that are not seen at all. Whatever is shown to
//! people passes through [`printable`], which writes such characters as `\u{1b}`; what a manifest
//! says can then neither break a terminal nor start a line, nor look like something else because
//! of what can't be seen. Logs of build services obey lines too: GitHub's runner runs `::command::` at
//! the start of a line, blanks aside, and `##[command]` anywhere in it, others `##vso[…]` and
//! `##teamcity[…]`. One character of such a beginning is written as an escape as well.
//!
//! JSON has a quoting of its own: [`printable_json`] writes the same characters as `\u001b` there, so
//! that a document may be shown as it is and still says the same to its reader.

use std::borrow::Cow;
use std::{fmt, io};

use unicode_width::UnicodeWidthChar;

/// How many combining marks may stand on one character. Writing systems need three; a heap of
/// them paints over the lines above.
const MARKS: usize = 4;

/// `text` on one line, with every character that could harm or deceive written as an escape:
/// controls (`\n`, `\r` and `\t` under these names), bidirectional and zero-width characters, line
/// and paragraph separators, byte order marks, blanks that look like a space and are none,
/// combining marks with nothing to stand on, and what begins a command in a build's log.
///
/// ```
/// use seaworthy::diag::printable;
/// assert_eq!(printable("nginx"), "nginx");
/// assert_eq!(printable("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
/// assert_eq!(printable("::add-mask::a"), ":\\u{3a}add-mask::a");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    let mut escaper = Escaper::default();
    if is_plain(text) || !text.chars().any(|c| escaper.escape(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut escaper = Escaper::default();
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match escaper.escape(c) {
            Some(escaped) => out.push_str(&escaped),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// JSON that holds the same and may be shown as it is: characters that could harm or deceive, and
/// what begins a command in a build's log, are written as `\uNNNN`.
///
/// ```
/// use seaworthy::diag::printable_json;
/// assert_eq!(printable_json("[\"a\u{9b}2J\"]"), "[\"a\\u009b2J\"]");
/// ```
pub fn printable_json(json: &str) -> String {
    let mut page = JsonPage { text: String::with_capacity(json.len()), ..JsonPage::default() };
    page.push_str(json);
    page.into_text()
}

/// Takes JSON as it is written and holds it as [`printable_json`] has it: a report of many megabytes
/// need not be held twice.
///
/// ```
/// use seaworthy::diag::JsonPage;
/// let mut page = JsonPage::default();
/// serde_json::to_writer_pretty(&mut page, "a\u{9b}2J")?;
/// assert_eq!(page.into_text(), "\"a\\u009b2J\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct JsonPage {
    text: String,
    log: LogCommand,
    /// What was written since and is not looked at yet: whole characters.
    fresh: Vec<u8>,
}

/// So many bytes are looked at together: they come a few at a time.
const AT_ONCE: usize = 1 << 14;

impl JsonPage {
    /// What was written.
    pub fn into_text(mut self) -> String {
        // What is no text was refused when it was written.
        let _ = self.take_in();
        self.text
    }

    /// Looks at what was written.
    fn take_in(&mut self) -> io::Result<()> {
        let fresh = std::mem::take(&mut self.fresh);
        let text = std::str::from_utf8(&fresh);
        self.push_str(text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?);
        self.fresh = fresh;
        self.fresh.clear();
        Ok(())
    }

    fn push_str(&mut self, json: &str) {
        let mut rest = json;
        while !rest.is_empty() {
            // Of commands, only those with `#` are any in JSON: within its strings no line begins.
            let within = matches!(self.log, LogCommand::Hash | LogCommand::Hashes);
            let plain = if within { 0 } else { plain_in_json(rest.as_bytes()) };
            let (run, behind) = rest.split_at(plain);
            if !run.is_empty() {
                self.text.push_str(run);
                self.log = LogCommand::Within;
            }
            let mut chars = behind.chars();
            if let Some(c) = chars.next() {
                self.push(c);
            }
            rest = chars.as_str();
        }
    }

    fn push(&mut self, c: char) {
        // Outside of strings JSON has blanks, and none of the others.
        let blank = matches!(c, '\n' | '\r' | '\t');
        let begins = self.log.begins_with(c) && c == '[';
        if begins || (is_hostile(c) && !blank) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                self.text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            self.text.push(c);
        }
    }
}

impl io::Write for JsonPage {
    /// Takes whole characters, which is how `serde_json` writes.
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.write_all(json)?;
        Ok(json.len())
    }

    fn write_all(&mut self, json: &[u8]) -> io::Result<()> {
        self.fresh.extend_from_slice(json);
        if self.fresh.len() < AT_ONCE { Ok(()) } else { self.take_in() }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.take_in()
    }
}

/// Takes JSON as it is written and hands it on as [`printable_json`] has it, so that no more than a piece of
/// it is held.
///
/// ```
/// use seaworthy::diag::JsonSink;
/// let mut page = String::new();
/// let mut sink = JsonSink::new(&mut page);
/// serde_json::to_writer_pretty(&mut sink, "a\u{9b}2J")?;
/// sink.end_line().unwrap();
/// assert_eq!(page, "\"a\\u009b2J\"\n");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct JsonSink<'p> {
    held: JsonPage,
    page: &'p mut dyn fmt::Write,
}

impl<'p> JsonSink<'p> {
    /// Writes to `page`.
    pub fn new(page: &'p mut dyn fmt::Write) -> Self {
        Self { held: JsonPage::default(), page }
    }

    /// Hands on what it still holds, and a newline.
    ///
    /// # Errors
    /// Those of the page.
    pub fn end_line(mut self) -> fmt::Result {
        // What is no text was refused when it was written.
        let _ = self.held.take_in();
        self.held.text.push('\n');
        self.pour()
    }

    fn pour(&mut self) -> fmt::Result {
        self.page.write_str(&self.held.text)?;
        self.held.text.clear();
        Ok(())
    }
}

impl io::Write for JsonSink<'_> {
    /// Takes whole characters, which is how `serde_json` writes.
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.write_all(json)?;
        Ok(json.len())
    }

    fn write_all(&mut self, json: &[u8]) -> io::Result<()> {
        self.held.write_all(json)?;
        if self.held.text.is_empty() { Ok(()) } else { self.pour().map_err(io::Error::other) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.held.take_in()?;
        self.pour().map_err(io::Error::other)
    }
}

/// Decides character by character; a combining mark is judged by what stands before it.
pub(super) struct Escaper {
    marks: usize,
    log: LogCommand,
}

/// How much of what begins a command in a build's log has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LogCommand {
    /// Nothing, and blanks at most before it since the start or since the last word: what is wrapped
    /// may begin a line here.
    #[default]
    Start,
    /// `:` there.
    Colon,
    /// `#` anywhere.
    Hash,
    /// `##` and letters.
    Hashes,
    /// Nothing.
    Within,
}

impl LogCommand {
    /// Reads on; true if `c` makes it a beginning.
    fn begins_with(&mut self, c: char) -> bool {
        let begins = matches!((*self, c), (Self::Colon, ':') | (Self::Hashes, '['));
        *self = match (*self, c) {
            (Self::Start, ':') => Self::Colon,
            (Self::Hash | Self::Hashes, '#') => Self::Hashes,
            (Self::Hashes, c) if c.is_ascii_alphabetic() => Self::Hashes,
            (_, '#') => Self::Hash,
            (_, c) if c.is_whitespace() => Self::Start,
            _ => Self::Within,
        };
        begins
    }
}

impl Default for Escaper {
    /// At the start of a text, where a mark would land on whatever was printed before.
    fn default() -> Self {
        Self { marks: MARKS, log: LogCommand::default() }
    }
}

impl Escaper {
    /// What to print for `c` instead; `None` if it may be printed as it is.
    pub(super) fn escape(&mut self, c: char) -> Option<String> {
        let is_mark = !c.is_control() && c.width() == Some(0);
        let hostile = is_hostile(c) || (is_mark && self.marks >= MARKS);
        // What is shown of a hostile character is no blank.
        let begins = self.log.begins_with(if hostile { '\\' } else { c });
        if hostile || begins {
            self.marks = MARKS;
            return Some(match c {
                '\n' => "\\n".to_owned(),
                '\r' => "\\r".to_owned(),
                '\t' => "\\t".to_owned(),
                c => format!("\\u{{{:x}}}", u32::from(c)),
            });
        }
        self.marks = if is_mark { self.marks + 1 } else { 0 };
        None
    }
}

/// True for text of which nothing is escaped, as is soon seen of nearly all: ASCII without controls and
/// without signs that commands to a build's log begin with.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let doubled = |at: usize| bytes.get(at + 1) == Some(&b':');
    bytes.iter().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~') & (*byte != b'#'))
        && !memchr::memchr_iter(b':', bytes).any(doubled)
}

/// How many bytes that JSON begins with are as plain, or its own blanks.
fn plain_in_json(json: &[u8]) -> usize {
    let is_plain = |byte: &u8| {
        (matches!(byte, b' '..=b'~') & (*byte != b'#')) | matches!(byte, b'\n' | b'\r' | b'\t')
    };
    let together = json.chunks_exact(64);
    let all = |piece: &&[u8]| piece.iter().fold(true, |plain, byte| plain & is_plain(byte));
    let upto = 64 * together.take_while(all).count();
    let rest = json.get(upto..).unwrap_or_default();
    upto + rest.iter().take_while(|byte| is_plain(byte)).count()
}

/// Characters that are never printed as they are, wherever they stand: Unicode's controls, its
/// format and default-ignorable characters (no glyph of their own), separators of lines and
/// paragraphs, noncharacters, and blanks other than the space and the ideographic space.
fn is_hostile(c: char) -> bool {
    let noncharacter = u32::from(c) & 0xfffe == 0xfffe;
    c.is_control()
        || noncharacter
        || matches!(c,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{1680}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{1345f}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{JsonPage, is_hostile, printable, printable_json};

    #[test]
    fn what_can_harm_or_deceive_is_escaped() {
        for (written, shown) in [
            ("plain `text`, größer, 日本, 🚢", "plain `text`, größer, 日本, 🚢"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{1b}[31m\u{7f}\u{9b}2J", "\\u{1b}[31m\\u{7f}\\u{9b}2J"),
            ("nginx\u{202e}tsetal:", "nginx\\u{202e}tsetal:"),
            ("a\u{200b}b\u{feff}c\u{ad}", "a\\u{200b}b\\u{feff}c\\u{ad}"),
            ("\u{2028}\u{2029}\u{85}\0", "\\u{2028}\\u{2029}\\u{85}\\u{0}"),
            ("image:\u{a0}nginx", "image:\\u{a0}nginx"),
            ("e\u{301}", "e\u{301}"),
            ("\u{301}e", "\\u{301}e"),
            ("tag\u{e0041}", "tag\\u{e0041}"),
        ] {
            assert_eq!(printable(written), shown);
        }
    }

    #[test]
    fn commands_to_a_builds_log_are_none() {
        for (written, shown) in [
            ("::stop-commands::t", ":\\u{3a}stop-commands::t"),
            ("a  ::add-mask::a", "a  :\\u{3a}add-mask::a"),
            ("\u{3000}::a::", "\u{3000}:\\u{3a}a::"),
            ("\n::a::", "\\n::a::"),
            ("a::b `::1` [::1] : :", "a::b `::1` [::1] : :"),
            ("x##[error]y", "x##\\u{5b}error]y"),
            ("###[group]", "###\\u{5b}group]"),
            ("##vso[task.setvariable]", "##vso\\u{5b}task.setvariable]"),
            ("## [a] # [b] ##-[c]", "## [a] # [b] ##-[c]"),
        ] {
            assert_eq!(printable(written), shown);
        }
    }

    #[test]
    fn json_stays_the_same_document() {
        let text =
            "\u{1b}\u{7f}\u{9b}\u{202e}\u{feff}\u{e0041}\u{2028}\u{ad}##[error] ##vso[x]\"\\\n é🚢";
        let json = serde_json::to_string_pretty(&[text]).unwrap();
        let shown = printable_json(&json);
        let mut page = JsonPage::default();
        serde_json::to_writer_pretty(&mut page, &[text]).unwrap();
        assert_eq!(page.into_text(), shown, "a command may be cut by what is written at once");
        assert_eq!(serde_json::from_str::<Vec<String>>(&shown).unwrap(), [text]);
        assert!(!shown.contains(|c: char| is_hostile(c) && c != '\n'), "{shown:?}");
        assert!(!shown.contains("##[") && !shown.contains("vso["), "{shown}");
        assert_eq!(printable_json("{\"a\": [1, \"é🚢\"]}\n"), "{\"a\": [1, \"é🚢\"]}\n");
    }

    #[test]
    fn a_heap_of_marks_is_cut_down() {
        let heap = format!("z{}", "\u{301}".repeat(40));
        let shown = printable(&heap).into_owned();
        assert_eq!(shown.matches('\u{301}').count(), 4);
        assert_eq!(shown.matches("\\u{301}").count(), 36);
    }
}
