//! What a raw text, `"""…"""`, says: its lines without their common indentation.
//!
//! The parser keeps it and the formatter must not change it, so that both ask here.

/// The lines of a raw text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawText<'s> {
    /// True if the line of the opening quotes holds nothing else, and another follows: it is no line
    /// of the text.
    pub(crate) opens_blank: bool,
    /// What is kept of each line: the indentation that all share is taken off, and the line's end.
    /// Nothing is kept of a blank one.
    pub(crate) lines: Vec<&'s str>,
}

impl<'s> RawText<'s> {
    /// The lines of `whole`, a raw text with its quotes.
    pub(crate) fn of(whole: &'s str) -> Self {
        let inside = whole.strip_prefix("\"\"\"").unwrap_or(whole);
        let inside = inside.strip_suffix("\"\"\"").unwrap_or(inside);
        let mut lines: Vec<&str> = inside.split('\n').collect();
        let opens_blank = lines.len() > 1 && lines.first().is_some_and(|line| is_blank(line));
        if opens_blank {
            lines.remove(0);
        }
        // Text behind the opening quotes has no indentation to share.
        let indented = lines.iter().skip(usize::from(!opens_blank));
        let indentation =
            indented.filter(|line| !is_blank(line)).map(|line| indentation(line)).reduce(shared);
        let width = indentation.map_or(0, str::len);
        let kept = |(index, line): (usize, &'s str)| {
            let unindented = index == 0 && !opens_blank;
            let line = line.strip_suffix('\r').unwrap_or(line);
            let cut = if is_blank(line) { line.len() } else { usize::from(!unindented) * width };
            line.get(cut..).unwrap_or(line)
        };
        Self { opens_blank, lines: lines.into_iter().enumerate().map(kept).collect() }
    }

    /// The text.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|b| b.is_ascii_whitespace())
}

fn indentation(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("")
}

/// What two indentations have in common.
fn shared<'a>(a: &'a str, b: &'a str) -> &'a str {
    let length = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    a.get(..length).unwrap_or("")
}
