//! Where items begin and end, told without parsing them.
//!
//! A broken item must not hide the next, and of the embedded library only the items that a policy
//! names are worth parsing. Both need the same: the text cut into items by a scan that knows
//! comments, texts and brackets and nothing else.
//!
//! Outside brackets an item begins at its keyword. Inside brackets it can't, unless a bracket was
//! never closed: there, a keyword in column 0 that only items begin with (`rule`, not `let`) ends
//! what is open. If that or the end of the text shows that a bracket stayed open, the `let`s and
//! `require`s in column 0 behind it are taken for items too.

use crate::base::Span;

use super::scan::{Scanner, Token, TokenKind, is_word_byte};

/// What an item begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// `edition`.
    Edition,
    /// `import`.
    Import,
    /// `param`.
    Param,
    /// `require`.
    Require,
    /// `let`.
    Let,
    /// `func`.
    Func,
    /// `rule`.
    Rule,
    /// `test`.
    Test,
    /// `extern func`.
    ExternFunc,
    /// `extern record`.
    ExternRecord,
    /// `extern enum`.
    ExternEnum,
    /// `extern` and something else.
    Extern,
    /// No keyword: text before the first item.
    Unknown,
}

impl Keyword {
    /// All of them. `build.rs` writes them by their places here.
    pub(crate) const ALL: &[Self] = &[
        Self::Edition,
        Self::Import,
        Self::Param,
        Self::Require,
        Self::Let,
        Self::Func,
        Self::Rule,
        Self::Test,
        Self::ExternFunc,
        Self::ExternRecord,
        Self::ExternEnum,
        Self::Extern,
        Self::Unknown,
    ];
}

/// An item that was cut out but not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What it begins with.
    pub keyword: Keyword,
    /// The name that it declares, if it seems to declare one. A test's is its title, with quotes.
    pub name: Option<Span>,
    /// Of `extern func len<T>(self: List<T>)`, `List`.
    pub receiver: Option<Span>,
    /// From its documentation, if it has one, to its last token.
    pub span: Span,
    /// Its documentation: from the first `##` to the end of the last such line.
    pub doc: Option<Span>,
    /// From its keyword to its last token.
    pub code: Span,
}

/// A text, cut into items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// The items in the order written, `edition` among them.
    pub items: Vec<Cut>,
    /// Documentation with no item below it.
    pub stray_doc: Option<Span>,
}

/// Cuts a text into items. Linear in its length.
pub fn cut(text: &str) -> Cuts {
    cut_within(text, Span::new(0, text.len()))
}

/// Cuts `span` of `text` into items, as if nothing else were there.
pub(super) fn cut_within(text: &str, span: Span) -> Cuts {
    let range = span.range();
    let mut cutter = Cutter::new(text);
    for token in Scanner::new(text, range.start, range.end) {
        cutter.token(token);
    }
    cutter.finish()
}

/// The item keyword that `word` is.
pub(super) fn item_keyword(word: &str) -> Option<Keyword> {
    Some(match word {
        "edition" => Keyword::Edition,
        "import" => Keyword::Import,
        "param" => Keyword::Param,
        "require" => Keyword::Require,
        "let" => Keyword::Let,
        "func" => Keyword::Func,
        "rule" => Keyword::Rule,
        "test" => Keyword::Test,
        "extern" => Keyword::Extern,
        _ => return None,
    })
}

/// An item in the making.
#[derive(Clone, Copy)]
struct Open {
    keyword: Keyword,
    /// The keyword's first byte.
    start: usize,
    /// From the documentation, if any.
    doc: Option<Span>,
    /// True while the next token may be the second keyword or the name.
    heading: bool,
    name: Option<Span>,
}

/// A `let` or `require` in column 0 within brackets.
#[derive(Clone, Copy)]
struct Soft {
    open: Open,
    /// How many brackets were open.
    depth: usize,
    /// Where the token before it ends.
    before: usize,
}

struct Cutter<'s> {
    text: &'s str,
    cuts: Cuts,
    /// Open brackets.
    stack: Vec<(u8, usize)>,
    /// How many of each sort are among them: `(`, `[`, `{`.
    counts: [usize; 3],
    current: Option<Open>,
    soft: Vec<Soft>,
    doc: Option<Span>,
    last: Option<Token>,
}

impl<'s> Cutter<'s> {
    fn new(text: &'s str) -> Self {
        Self {
            text,
            cuts: Cuts::default(),
            stack: Vec::new(),
            counts: [0; 3],
            current: None,
            soft: Vec::new(),
            doc: None,
            last: None,
        }
    }

    fn token(&mut self, token: Token) {
        match token.kind {
            TokenKind::Comment => return,
            TokenKind::Doc => {
                self.doc = Some(self.doc.map_or(token.span(), |doc| doc.to(token.span())));
                return;
            }
            TokenKind::Word => self.word(token),
            TokenKind::Open => self.opened(token),
            TokenKind::Close => self.closed(token),
            _ => self.other(token),
        }
        self.doc = None;
        self.last = Some(token);
    }

    fn word(&mut self, token: Token) {
        let inside = !self.stack.is_empty();
        if inside && !token.column_zero {
            return;
        }
        let keyword = item_keyword(token.text(self.text));
        let Some(keyword) = keyword.filter(|_| self.may_begin_item(token)) else {
            self.heading(token);
            return;
        };
        let open = Open { keyword, start: token.start, doc: self.doc, heading: true, name: None };
        if inside && matches!(keyword, Keyword::Let | Keyword::Require) {
            let before = self.last.map_or(0, |t| t.end);
            self.soft.push(Soft { open, depth: self.stack.len(), before });
            return;
        }
        self.end_item();
        self.current = Some(open);
    }

    /// False for a keyword that is a part of a name, or stands where a name should.
    fn may_begin_item(&self, token: Token) -> bool {
        let bytes = self.text.as_bytes();
        let kebab = bytes.get(token.end) == Some(&b'-')
            && bytes.get(token.end + 1).is_some_and(|&b| is_word_byte(b));
        let Some(last) = self.last else { return true };
        let joined = last.is(self.text, b'-') && last.end == token.start;
        let member = last.is(self.text, b'.') || last.is(self.text, b'/');
        let named = last.kind == TokenKind::Word
            && !token.column_zero
            && self.current.is_some_and(|open| open.heading);
        !kebab && !joined && !member && !named
    }

    /// Takes note of what stands behind the keyword.
    fn heading(&mut self, token: Token) {
        let text = self.text;
        let Some(open) = self.current.as_mut().filter(|open| open.heading) else {
            if self.current.is_none() {
                self.begin_unknown(token);
            }
            return;
        };
        if open.keyword == Keyword::Extern {
            open.keyword = match token.text(text) {
                "record" => Keyword::ExternRecord,
                "enum" => Keyword::ExternEnum,
                "func" => Keyword::ExternFunc,
                _ => Keyword::Extern,
            };
            open.heading = open.keyword != Keyword::Extern;
            return;
        }
        open.heading = false;
        if matches!(open.keyword, Keyword::Edition | Keyword::Import | Keyword::Require) {
            return;
        }
        let rest = text.as_bytes().get(token.start..).unwrap_or(&[]);
        let hyphens = open.keyword == Keyword::Rule;
        let length = rest.iter().position(|&b| !(is_word_byte(b) || hyphens && b == b'-'));
        open.name = Some(Span::new(token.start, token.start + length.unwrap_or(rest.len())));
    }

    fn other(&mut self, token: Token) {
        match self.current.as_mut() {
            None => self.begin_unknown(token),
            Some(open) if open.heading => {
                open.heading = false;
                if open.keyword == Keyword::Test && token.kind == TokenKind::Text {
                    open.name = Some(token.span());
                }
            }
            Some(_) => {}
        }
    }

    fn begin_unknown(&mut self, token: Token) {
        self.current = Some(Open {
            keyword: Keyword::Unknown,
            start: token.start,
            doc: self.doc,
            heading: false,
            name: None,
        });
    }

    fn count(&mut self, bracket: u8) -> &mut usize {
        let [round, square, curly] = &mut self.counts;
        match bracket {
            b'(' | b')' => round,
            b'[' | b']' => square,
            _ => curly,
        }
    }

    fn opened(&mut self, token: Token) {
        self.other(token);
        let byte = self.text.as_bytes().get(token.start).copied().unwrap_or(0);
        self.stack.push((byte, token.start));
        *self.count(byte) += 1;
    }

    /// A closing bracket ends the innermost one of its sort and all that stayed open within.
    fn closed(&mut self, token: Token) {
        self.other(token);
        let byte = self.text.as_bytes().get(token.start).copied().unwrap_or(0);
        let opening = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        if *self.count(opening) == 0 {
            return;
        }
        while let Some((bracket, _)) = self.stack.pop() {
            *self.count(bracket) -= 1;
            if bracket == opening {
                break;
            }
        }
        if self.stack.is_empty() {
            self.soft.clear();
        }
    }

    /// Ends the current item before the token that is being read.
    fn end_item(&mut self) {
        let end = self.last.map_or(0, |token| token.end);
        let open = std::mem::take(&mut self.stack);
        let soft = std::mem::take(&mut self.soft);
        self.counts = [0; 3];
        for next in soft {
            let outer = next.depth.checked_sub(1).and_then(|index| open.get(index));
            if outer.is_some_and(|&(_, at)| at < next.open.start) {
                self.push(next.before);
                self.current = Some(Open { name: self.name_behind(next.open), ..next.open });
            }
        }
        self.push(end);
    }

    fn name_behind(&self, open: Open) -> Option<Span> {
        let mut tokens = Scanner::new(self.text, open.start, self.text.len()).skip(1);
        let name = tokens.next().filter(|token| token.kind == TokenKind::Word)?;
        (open.keyword == Keyword::Let).then(|| name.span())
    }

    fn push(&mut self, end: usize) {
        let Some(open) = self.current.take() else { return };
        let code = Span::new(open.start, end);
        self.cuts.items.push(Cut {
            keyword: open.keyword,
            name: open.name,
            receiver: if open.keyword == Keyword::ExternFunc {
                receiver(self.text, code)
            } else {
                None
            },
            span: open.doc.map_or(code, |doc| doc.to(code)),
            doc: open.doc,
            code,
        });
    }

    fn finish(mut self) -> Cuts {
        self.end_item();
        self.cuts.stray_doc = self.doc;
        self.cuts
    }
}

/// The type of a first parameter called `self`.
fn receiver(text: &str, code: Span) -> Option<Span> {
    let mut tokens = Scanner::new(text, code.range().start, code.range().end)
        .filter(|token| !token.is_comment())
        .skip_while(|token| !token.is(text, b'('))
        .skip(1);
    tokens.next().filter(|token| token.text(text) == "self")?;
    tokens.next().filter(|token| token.is(text, b':'))?;
    tokens.next().filter(|token| token.kind == TokenKind::Word).map(Token::span)
}

#[cfg(test)]
mod tests {
    use crate::base::Source;

    use super::*;

    fn cuts(text: &str) -> Vec<(Keyword, String)> {
        let source = Source::new("a.sea", text);
        cut(source.text())
            .items
            .iter()
            .map(|c| (c.keyword, source.slice(c.code).to_owned()))
            .collect()
    }

    fn names(text: &str) -> Vec<(String, String)> {
        let source = Source::new("a.sea", text);
        let slice = |span: Option<Span>| span.map_or("-".into(), |s| source.slice(s).to_owned());
        cut(source.text()).items.iter().map(|c| (slice(c.name), slice(c.receiver))).collect()
    }

    #[test]
    fn items_end_at_the_next_keyword() {
        use Keyword::{Edition, Let, Param, Rule};
        let text = "edition 1 param x: Int = 3 # c\n## doc\nrule no-test on image i { let a = 1\n}\nlet b = x";
        let expected = [
            (Edition, "edition 1"),
            (Param, "param x: Int = 3"),
            (Rule, "rule no-test on image i { let a = 1\n}"),
            (Let, "let b = x"),
        ];
        assert_eq!(cuts(text), expected.map(|(k, s)| (k, s.to_owned())));
    }

    #[test]
    fn texts_and_comments_hide_keywords() {
        let text = "test \"rule x\" { given \"\"\"\nrule y\n## z\n}\n\"\"\" }\nrule a on pod p {} # rule b";
        assert_eq!(cuts(text).len(), 2);
        assert_eq!(names(text)[0].0, "\"rule x\"");
    }

    #[test]
    fn an_open_bracket_swallows_nothing() {
        let text = "rule a on pod p {\n  require f(p\nlet b = 1\nrule c on pod p {}\nfunc d";
        let found: Vec<Keyword> = cuts(text).into_iter().map(|(k, _)| k).collect();
        assert_eq!(found, [Keyword::Rule, Keyword::Let, Keyword::Rule, Keyword::Func]);
    }

    #[test]
    fn unindented_statements_stay_in_their_rule() {
        assert_eq!(cuts("rule a on pod p {\nlet b = 1\nrequire b == 1 else \"m\"\n}").len(), 1);
    }

    #[test]
    fn keywords_in_the_place_of_a_name_begin_nothing() {
        for text in [
            "param rule: Int",
            "let test = 1",
            "rule test-a on pod p {}",
            "let a = b.rule",
            "import std/test { a }",
            "test \"t\" for no-rule, a {}",
        ] {
            assert_eq!(cuts(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn the_library_is_indexed_by_name_and_receiver() {
        let text = "extern func len<T>(self: List<T>) -> Int\nextern record Pod as Other on \"core\" {}\n\
                    extern enum Sort { A }\nfunc f(x: Int) -> Int = x\nextern func today() -> Date";
        let expected = [("len", "List"), ("Pod", "-"), ("Sort", "-"), ("f", "-"), ("today", "-")];
        assert_eq!(names(text), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn documentation_belongs_to_the_item_below() {
        let source = Source::new("a.sea", "## one\n# c\n## two\nlet a = 1\n## stray");
        let found = cut(source.text());
        assert_eq!(found.items[0].doc.map(|d| source.slice(d)), Some("## one\n# c\n## two"));
        assert_eq!(found.stray_doc.map(|d| source.slice(d)), Some("## stray"));
    }
}
