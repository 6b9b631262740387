//! Notices and explanations as people read them in a terminal; the only room that knows miette.
//!
//! ```text
//! error[no-latest]: `nginx` names no version          the headline: severity, id, message
//!    ╭─[web.yaml:6:14]                                 one frame per run of lines, miette's
//!  5 │   - name: web
//!  6 │     image: nginx
//!    ·            ──┬──
//!    ·              ╰── this image
//!    ╰────
//!   help: name the release, or pin it
//! ```
//!
//! A notice passes through three steps: `line` makes each quoted line fit for a screen (escapes,
//! tabs, the part of it that fits) and finds the labels in the result; `sheet` lays all lines of
//! all files into one text, which is the "source code" that miette's labels point into; `graphical`
//! has miette draw it. Screen readers get sentences instead of drawings ([`Style::narrated`]).
//! [`page`] prints the explanation of a code or a rule, [`prose`] lines of several tones.

mod difference;
mod graphical;
mod line;
mod narrated;
mod page;
mod prose;
mod sheet;
mod words;

use owo_colors::OwoColorize;

use super::{Notice, Quote, Severity, printable};
use words::{Word, fill};

pub use difference::difference;
pub use page::page;
pub use prose::{Tone, prose};

/// How to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Colours, by ANSI escapes.
    pub color: bool,
    /// Columns to fill at most: the terminal's, or 80 where there is none. Single words (an image
    /// reference, a path) are never broken and may be wider.
    pub width: usize,
    /// Drawing characters and other text outside ASCII; without it, the output is pure ASCII.
    pub unicode: bool,
    /// Sentences for screen readers in place of drawings; without colours, and not wrapped.
    pub narrated: bool,
}

impl Default for Style {
    /// As for a pipe: no colour, 80 columns.
    fn default() -> Self {
        Self { color: false, width: 80, unicode: true, narrated: false }
    }
}

/// What a piece of text is, and so how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Plain,
    Strong,
    Code,
    Aside,
    Of(Severity),
    Expected,
    Found,
}

impl Face {
    fn style(self) -> owo_colors::Style {
        let style = owo_colors::Style::new();
        match self {
            Self::Plain => style,
            Self::Strong => style.bold(),
            Self::Code | Self::Aside => style.cyan(),
            Self::Expected => style.red(),
            Self::Found => style.green(),
            Self::Of(Severity::Error) => style.red().bold(),
            Self::Of(Severity::Warning) => style.yellow().bold(),
            Self::Of(Severity::Info) => style.blue().bold(),
        }
    }
}

impl Style {
    /// `text` as `face`, if colours are wanted.
    fn paint(&self, text: &str, face: Face) -> String {
        if self.color && face != Face::Plain && !text.is_empty() {
            text.style(face.style()).to_string()
        } else {
            text.to_owned()
        }
    }

    /// `text` as it may be printed: [`printable`], and in ASCII where nothing else can be shown.
    pub fn clean(&self, text: &str) -> String {
        let text = printable(text);
        if self.unicode {
            return text.into_owned();
        }
        text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
            out.push_str(&ascii(c));
            out
        })
    }
}

/// `c`, or what stands for it where only ASCII can be shown: a likeness of the characters that our
/// own texts use, an escape for any other.
fn ascii(c: char) -> String {
    match c {
        c if c.is_ascii() => c.to_string(),
        '…' => "...".to_owned(),
        '•' => "*".to_owned(),
        '‹' => "<".to_owned(),
        '›' => ">".to_owned(),
        '←' => "<-".to_owned(),
        '→' => "->".to_owned(),
        '–' | '—' => "-".to_owned(),
        '×' => "x".to_owned(),
        c => format!("\\u{{{:x}}}", u32::from(c)),
    }
}

/// `notice` as text that ends with a newline.
///
/// Every line that holds text of a manifest begins with something of ours, and nothing in it can
/// act on a terminal: see [`printable`].
pub fn render(notice: &Notice, style: &Style) -> String {
    if style.narrated {
        return narrated::narrate(notice, style);
    }
    let mut out = headline(notice, style);
    out.push_str(&graphical::frames(notice, style));
    for help in &notice.help {
        out.push_str(&advice(help, style));
    }
    out
}

/// The lines that are quoted, alone. For screen readers there are none.
pub fn frames(quotes: &[Quote], style: &Style) -> String {
    if style.narrated {
        return String::new();
    }
    let (id, message) = (String::new(), String::new());
    let severity = Severity::Info;
    let notice = Notice { id, severity, message, quotes: quotes.to_vec(), help: Vec::new() };
    graphical::frames(&notice, style)
}

/// `notice` without the lines that it quotes, for where they are shown already: what is wrong, where
/// (`  at web.sea:6:14: this image`), and what to do.
pub fn brief(notice: &Notice, style: &Style) -> String {
    if style.narrated {
        return narrated::narrate(notice, style);
    }
    let mut out = headline(notice, style);
    for quote in &notice.quotes {
        for label in &quote.labels {
            let (file, start) = (style.clean(&quote.file), label.start);
            let place = format!("{file}:{}:{}", start.line, start.column);
            let colon = if label.text.is_empty() { "" } else { ":" };
            let mut words = vec![Word::of("at", Face::Aside)];
            words.push(Word::of(place, Face::Aside).with(colon, Face::Plain));
            words.extend(Word::split(&style.clean(&label.text), Face::Plain));
            out.push_str(&fill(&words, "  ", "     ", style));
        }
    }
    for help in &notice.help {
        out.push_str(&advice(help, style));
    }
    out
}

/// `error[E0203]: what is wrong`, wrapped, with a hanging indentation.
fn headline(notice: &Notice, style: &Style) -> String {
    let mut words = Word::split(&style.clean(&notice.message), Face::Strong);
    let name = format!("{}[{}]", notice.severity.as_str(), style.clean(&notice.id));
    words.insert(0, Word::of(name, Face::Of(notice.severity)).with(":", Face::Strong));
    fill(&words, "", "  ", style)
}

/// `  help: what to do`, wrapped, with a hanging indentation. Lines after the first are a snippet,
/// which is neither wrapped nor joined; a bar before each keeps what a manifest says from the
/// start of a line.
pub fn advice(help: &str, style: &Style) -> String {
    let (text, snippet) = help.split_once('\n').unwrap_or((help, ""));
    let mut words = Word::split(&style.clean(text), Face::Plain);
    words.insert(0, Word::of("help:", Face::Aside));
    let mut out = fill(&words, "  ", "        ", style);
    let bar = if style.unicode { '│' } else { '|' };
    for line in snippet.lines() {
        let line = style.clean(line);
        out.push_str(format!("        {bar} {}", style.paint(&line, Face::Code)).trim_end());
        out.push('\n');
    }
    out
}
