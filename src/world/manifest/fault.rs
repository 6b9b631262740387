//! What a document can be refused for: a named constructor each.
//!
//! Messages name both readings where readers differ. They quote keys, tags and anchors, never
//! values: the document may be a Secret.

use crate::base::Place;
use crate::diag::{Code, Diagnostic};

/// How many diagnostics one document may give rise to; the rest is counted.
pub(super) const MOST: usize = 50;

/// How many places of one fault are labelled.
pub(super) const LABELLED: usize = 5;

/// The faults and lints of one document.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<Diagnostic>,
    more: usize,
    refused: bool,
}

impl Faults {
    /// Keeps a diagnostic, or counts it where there are many already.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        self.refused |= diagnostic.severity() == crate::diag::Severity::Error;
        if self.found.len() < MOST {
            self.found.push(diagnostic);
        } else {
            self.more += 1;
        }
    }

    /// Keeps the diagnostic that ends the document, however many there are already.
    pub(super) fn end(&mut self, diagnostic: Diagnostic) {
        self.refused = true;
        self.found.push(diagnostic);
    }

    /// Counts faults that are not kept.
    pub(super) fn count(&mut self, more: usize) {
        self.more += more;
    }

    /// True if something found means that the document cannot be judged.
    pub(super) fn refused(&self) -> bool {
        self.refused
    }

    /// All that was found; the last one says how many were not kept.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        if self.more > 0
            && let Some(last) = self.found.last_mut()
        {
            last.help.push(format!("mend these first: the document has {} more faults", self.more));
        }
        self.found
    }
}

/// Bytes that are not UTF-8: `bytes` are the offsets in the file, the first few of `count`.
/// `binary`: there are control characters besides.
pub(super) fn not_utf8(places: &[Place], bytes: &[u32], count: usize, binary: bool) -> Diagnostic {
    let first = bytes.first().copied().unwrap_or(0);
    let message = match count {
        1 => format!("the byte at offset {first} is not UTF-8"),
        _ => format!("{count} bytes are not UTF-8, the first at offset {first}"),
    };
    let mut fault = Diagnostic::new(Code::E0501, message);
    let few = if count > LABELLED { 1 } else { count };
    for (place, byte) in places.iter().zip(bytes).take(few) {
        fault = fault.at(*place, format!("byte {byte}"));
    }
    if binary {
        return fault.help("this is no text: leave the file out of what is checked");
    }
    fault.help("save the file as UTF-8; `iconv -f latin1 -t utf-8` converts an older one")
}

/// Control characters; the places and characters are the first few of `count`.
pub(super) fn control_characters(found: &[(Place, char)], count: usize) -> Diagnostic {
    let first = found.first().map_or('\0', |(_, c)| *c);
    let message = match count {
        1 => format!("the control character {} cannot stand in a manifest", named(first)),
        _ => format!("{count} control characters stand here, the first is {}", named(first)),
    };
    labelled(Diagnostic::new(Code::E0502, message), found)
        .help("remove it; in a value write it as an escape in double quotes, such as `\"\\x1b\"`")
}

/// U+0085, U+2028, U+2029; the places and characters are the first few of `count`.
pub(super) fn hidden_breaks(found: &[(Place, char)], count: usize) -> Diagnostic {
    let first = found.first().map_or('\u{85}', |(_, c)| *c);
    let times = if count > 1 { format!(", {count} times here,") } else { String::new() };
    let name = named(first);
    let message = format!(
        "the character {name}{times} ends the line for kubectl, and is part of the text for others"
    );
    labelled(Diagnostic::new(Code::E0503, message), found)
        .help("remove it, or begin a new line; in a value write an escape, such as `\"\\u2028\"`")
}

/// Byte order marks within the file; the places are the first few.
pub(super) fn marks_within(found: &[(Place, char)]) -> Diagnostic {
    let message =
        "a byte order mark within the file is skipped by some readers, and text for others";
    labelled(Diagnostic::new(Code::E0502, message), found)
        .help("remove it; files that begin with one leave it behind when they are joined")
}

fn labelled(mut fault: Diagnostic, found: &[(Place, char)]) -> Diagnostic {
    for (place, c) in found {
        fault = fault.at(*place, format!("{} here", named(*c)));
    }
    fault
}

fn named(c: char) -> String {
    match c {
        '\0' => "NUL".to_owned(),
        '\u{1b}' => "ESC (U+001B)".to_owned(),
        _ => format!("U+{:04X}", u32::from(c)),
    }
}

/// Two CR before LF; the place is the first of `count`.
pub(super) fn doubled_break(place: Place, count: usize) -> Diagnostic {
    let times = if count > 1 { format!(", {count} times here,") } else { String::new() };
    let message = format!("CR CR LF{times} ends one line for kubectl, and two for others");
    Diagnostic::new(Code::E0503, message)
        .at(place, "CR (U+000D) twice")
        .help("end lines with LF, or with CR LF; a file that was converted twice has both CR")
}

/// YAML that does not parse.
pub(super) fn syntax(place: Place, message: impl Into<String>, label: &str) -> Diagnostic {
    Diagnostic::new(Code::E0504, message).at(place, label)
}

/// `key:value`; `odd` is a blank behind the colon that is none to YAML.
pub(super) fn colon_without_blank(
    key: &str,
    colon: Place,
    odd: Option<(Place, char)>,
) -> Diagnostic {
    let fault = match odd {
        Some((place, c)) => {
            let message = format!("{} behind `{key}:` is no blank to YAML", named(c));
            Diagnostic::new(Code::E0504, message).at(place, "looks like a space")
        }
        None => Diagnostic::new(Code::E0504, format!("no blank stands behind `{key}:`"))
            .at(colon, "part of a text, and ends no key"),
    };
    fault.help(format!("write `{key}: …`, with a space behind the colon"))
}

/// A sign that looks like a colon.
pub(super) fn odd_colon(key: &str, place: Place, c: char) -> Diagnostic {
    Diagnostic::new(Code::E0504, format!("{} looks like a colon, and is none", named(c)))
        .at(place, "ends no key")
        .help(format!("write `{key}: …`"))
}

/// `key = value`.
pub(super) fn equals_sign(key: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0504, format!("`=` gives `{key}` no value in YAML"))
        .at(place, "a colon belongs here")
        .help(format!("write `{key}: …`"))
}

/// A plain text with `: ` in it, or one that `ends` in a colon.
pub(super) fn colon_in_text(colon: Place, ends: bool) -> Diagnostic {
    let (message, help) = if ends {
        let help =
            "write what is missing behind the colon, take it away, or put the text in quotes";
        ("a text without quotes cannot end in `:`", help)
    } else {
        let help = "take the blank away, put the text in quotes, or begin a line for another key";
        ("a text without quotes cannot hold `: `", help)
    };
    Diagnostic::new(Code::E0504, message).at(colon, "would begin another value").help(help)
}

/// A line that begins with what looks like a dash.
pub(super) fn odd_dash(place: Place, c: char) -> Diagnostic {
    Diagnostic::new(Code::E0504, format!("{} looks like a dash, and begins no item", named(c)))
        .at(place, "part of a text")
        .help("type `- ` for it")
}

/// `-name`.
pub(super) fn dash_without_blank(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0504, "a `-` without a blank behind it begins no item")
        .at(place, "part of the key")
        .help("put a space behind the `-`")
}

/// A key deeper than the one above, which has a value already.
pub(super) fn key_too_deep(key: Place, above: Place) -> Diagnostic {
    let message = "this key is indented deeper than the one above, which has a value already";
    Diagnostic::new(Code::E0504, message)
        .at(key, "goes on with the value above")
        .near(above, "begins here")
        .help("align the two")
}

/// A line of text above keys.
pub(super) fn text_among_keys(text: Place, key: Place) -> Diagnostic {
    Diagnostic::new(Code::E0504, "this line is no key with a value, and the next is")
        .at(text, "text, that goes on below")
        .near(key, "a key cannot stand in it")
        .help("remove the line, put `# ` before it, or end it with `:` if it is a key")
}

/// A merge conflict of git.
pub(super) fn conflict(start: Place, end: Option<Place>) -> Diagnostic {
    let fault =
        Diagnostic::new(Code::E0504, "a merge conflict was not resolved").at(start, "begins here");
    let fault = end.into_iter().fold(fault, |fault, end| fault.near(end, "ends here"));
    fault.help("keep one of the two sides, and remove the lines that mark them")
}

/// A fence of Markdown.
pub(super) fn fence(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0504, "a fence of Markdown is no YAML")
        .at(place, "fence")
        .help("copy what stands between the fences")
}

/// A quoted text that goes on no deeper than what it belongs to.
pub(super) fn shallow_quote(line: Place, quote: Place) -> Diagnostic {
    let message = "kubectl goes on with the quoted text here, and YAML is at an end with it";
    Diagnostic::new(Code::E0504, message)
        .at(line, "not indented deeper than what the text belongs to")
        .near(quote, "opens here")
        .help("indent the text's further lines, or close the quote")
}

/// A tab that indents.
pub(super) fn tab(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0505, "a tab cannot indent in YAML")
        .at(place, "tab")
        .help("indent with spaces")
}

/// Lines at the margin that others take for a text's behind a `|` or `>`.
pub(super) fn text_at_margin(place: Place) -> Diagnostic {
    let message = "kubectl takes lines for a text's only where they are indented";
    syntax(place, message, "not indented").help("indent the lines of the text")
}

/// A template that was not rendered; the places are the first few.
pub(super) fn template(places: &[Place]) -> Diagnostic {
    let mut fault = Diagnostic::new(Code::E0506, "this is a template, not a manifest");
    for place in places {
        fault = fault.at(*place, "to be filled in");
    }
    fault
        .help(
            "render it first: `helm template CHART | seaworthy check -`, or `kustomize build DIR`; \
             `seaworthy check --render` does either",
        )
        .help("`--skip-templates` sets templates aside, and counts them")
}

/// A key twice in one mapping.
pub(super) fn duplicate(key: &str, first: Place, again: Place) -> Diagnostic {
    let message = format!("the key `{key}` is written twice in one mapping");
    Diagnostic::new(Code::E0507, message)
        .at(again, "kubectl takes this one")
        .near(first, "others take this one, or refuse the file")
        .help("remove one of the two")
}

/// A second object in one document; the places are of its first key and of the first object's.
pub(super) fn second_document(again: Place, first: Place) -> Diagnostic {
    Diagnostic::new(Code::E0507, "another object begins here, and nothing separates the two")
        .at(again, "kubectl takes this one, with what is left of the other")
        .near(first, "the first object begins here")
        .help("put a line `---` before the second")
}

/// A key that a mapping has, and also merges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Collision {
    /// The key as the mapping has it.
    pub(super) written: Place,
    /// The key in what is merged.
    pub(super) merged: Place,
}

/// Keys that a mapping has, and also merges, by a `<<` that stands behind them. `keys` and `places`
/// are the first few of `count`.
pub(super) fn merge_collision(
    keys: &[&str],
    places: &[Collision],
    count: usize,
    merge: Place,
) -> Diagnostic {
    let named: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let more = if count > keys.len() { ", …" } else { "" };
    let (noun, are) = if count == 1 { ("key", "is") } else { ("keys", "are") };
    let list = named.join(", ");
    let message =
        format!("the {noun} {list}{more} {are} written, and merged by a later `<<` as well");
    let mut fault = Diagnostic::new(Code::E0508, message);
    for place in places {
        fault = fault.at(place.written, "YAML takes what is written here");
    }
    fault = fault.near(merge, "kubectl takes what is merged, for it stands later");
    for place in places {
        fault = fault.near(place.merged, "merged from here");
    }
    fault.help("put `<<` first, where all take what is written, or keep only one of the two")
}

/// A second `<<` in one mapping.
pub(super) fn second_merge(first: Place, second: Place) -> Diagnostic {
    Diagnostic::new(Code::E0509, "two merges `<<` stand in one mapping")
        .at(second, "kubectl merges both, and this one wins")
        .near(first, "others refuse the second as a repeated key")
        .help("merge a list, `<<: [*a, *b]`, where the first wins, or write the keys out")
}

/// `<<` with a value that is no mapping.
pub(super) fn merge_of_other(merge: Place, value: Place) -> Diagnostic {
    Diagnostic::new(Code::E0510, "`<<` merges a mapping, or a list of mappings")
        .at(value, "this is neither")
        .near(merge, "merged here")
        .help("name an anchor of a mapping; quote the key, `\"<<\"`, if it is meant as text")
}

/// An anchor that went when its merge was expanded.
pub(super) fn anchor_in_merge(alias: Place, anchor: Place) -> Diagnostic {
    let message = "an alias names what is written within a merge `<<`";
    Diagnostic::new(Code::E0510, message)
        .at(alias, "named here")
        .near(anchor, "written here, and merged away")
        .help("put the anchor on a mapping outside the merge, and name it in both places")
}

/// An alias within what it names.
pub(super) fn alias_to_itself(name: &str, alias: Place, anchor: Place) -> Diagnostic {
    Diagnostic::new(Code::E0511, format!("`*{name}` stands within the very value it names"))
        .at(alias, "would hold itself, without end")
        .near(anchor, "named here")
        .help("name another anchor, or write the value out")
}

/// An alias whose anchor is not in the document; `elsewhere` is where another document has it.
pub(super) fn unknown_alias(name: &str, alias: Place, elsewhere: Option<Place>) -> Diagnostic {
    let message = format!("no anchor `&{name}` stands before this alias in its document");
    let fault = Diagnostic::new(Code::E0512, message).at(alias, "names nothing");
    match elsewhere {
        Some(place) => fault
            .near(place, "this one is in another document")
            .help("anchors end with their document: write the value out"),
        None => {
            fault.help(format!("put `&{name}` before the value that is meant, or quote the text"))
        }
    }
}

/// An anchor or alias with a name that readers cut differently.
pub(super) fn odd_anchor(place: Place) -> Diagnostic {
    let message = "kubectl ends the name of an anchor at the first sign, other readers at a blank";
    Diagnostic::new(Code::E0512, message)
        .at(place, "letters, digits, `-` and `_` are read alike by all")
        .help("rename it")
}

/// `!!binary`.
pub(super) fn binary(place: Place) -> Diagnostic {
    let message = "`!!binary` is decoded by kubectl, and left as it is by other readers";
    Diagnostic::new(Code::E0513, message)
        .at(place, "tag")
        .help("write the decoded text, or drop the tag if the encoded text is meant")
}

/// A tag that makes of a scalar what its text is not.
pub(super) fn changing_tag(tag: &str, place: Place, value: Place) -> Diagnostic {
    let message = format!("the tag `{tag}` says another type than the text does");
    Diagnostic::new(Code::E0514, message)
        .at(place, "readers follow the tag, or the text, or refuse both")
        .near(value, "the text")
        .help("drop the tag, and quote the value if text is meant")
}

/// A key that cannot be a key of JSON.
pub(super) fn odd_key(place: Place, what: &str) -> Diagnostic {
    Diagnostic::new(Code::E0515, format!("{what} cannot be a key"))
        .at(place, "Kubernetes has only text as keys")
        .help("write a text, quoted if need be")
}

/// `.inf` and `.nan`.
pub(super) fn unbounded(place: Place, text: &str) -> Diagnostic {
    Diagnostic::new(Code::E0516, format!("`{text}` is a number that JSON cannot hold"))
        .at(place, "kubectl refuses it")
        .help("quote it if text is meant")
}

/// A line that begins with `---` and goes on.
pub(super) fn faulty_separator(place: Place, text: &str) -> Diagnostic {
    let dashes = text.trim_end().bytes().all(|b| b == b'-');
    let help =
        if dashes { "write three dashes" } else { "put what follows `---` on the next line" };
    let message = "kubectl takes a line that begins with `---` only as a separator";
    Diagnostic::new(Code::E0517, message)
        .at(place, "YAML begins a document here, kubectl refuses the file")
        .help(help)
}

/// A document that begins within what kubectl takes for one.
pub(super) fn hidden_document(place: Place) -> Diagnostic {
    let message = "kubectl does not read past `...`, and other readers do";
    Diagnostic::new(Code::E0517, message)
        .at(place, "another document to YAML, nothing to kubectl")
        .help("separate documents with a line `---`")
}

/// An object behind another that does not open the file.
pub(super) fn hidden_object(place: Place) -> Diagnostic {
    let message = "kubectl reads one object here, and nothing behind it";
    Diagnostic::new(Code::E0517, message)
        .at(place, "another object to us, nothing to kubectl")
        .help("separate objects with a line `---`")
}

/// `%YAML`, `%TAG`.
pub(super) fn directive(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0518, "kubectl does not read YAML directives")
        .at(place, "directive")
        .help("remove the line")
}

/// JSON that does not parse.
pub(super) fn json_syntax(place: Place, message: &str) -> Diagnostic {
    Diagnostic::new(Code::E0519, format!("this is not JSON: {message}")).at(place, "here")
}

/// A space that is none to YAML, before a brace.
pub(super) fn blank_before_json(place: Place, blank: char) -> Diagnostic {
    let message = "kubectl may read JSON behind this blank, and other readers one text";
    Diagnostic::new(Code::E0519, message).at(place, named(blank)).help("remove it")
}

/// `//` or `/*` in JSON.
pub(super) fn json_comment(place: Place) -> Diagnostic {
    Diagnostic::new(Code::E0519, "JSON has no comments")
        .at(place, "a comment")
        .help("remove it, or write YAML, where `#` begins a comment")
}

/// A file that is too large.
pub(super) fn file_too_large(place: Place, bytes: usize, limit: usize) -> Diagnostic {
    let message = format!("the file has {bytes} bytes, more than the limit of {limit}");
    Diagnostic::new(Code::E0520, message)
        .at(place, "not read")
        .help("split the file, or raise the limit on the size of files")
}

/// A file with too many documents.
pub(super) fn too_many_documents(place: Place, limit: usize) -> Diagnostic {
    let message = format!("the file has more documents than the limit of {limit}");
    Diagnostic::new(Code::E0521, message)
        .at(place, "not read from here on")
        .help("split the file, or raise the limit on documents")
}

/// A scalar that is too long.
pub(super) fn scalar_too_long(place: Place, bytes: usize, limit: usize) -> Diagnostic {
    let message = format!("a scalar has {bytes} bytes, more than the limit of {limit}");
    Diagnostic::new(Code::E0522, message)
        .at(place, "begins here")
        .help("shorten it, or raise the limit on scalars")
}

/// Collections within collections, too deep.
pub(super) fn too_deep(place: Place, limit: usize) -> Diagnostic {
    let message = format!("collections are nested deeper than the limit of {limit}");
    Diagnostic::new(Code::E0523, message)
        .at(place, "one too many")
        .help("flatten the document, or raise the limit on nesting")
}

/// Too many nodes.
pub(super) fn too_many_nodes(place: Place, limit: usize, expanding: bool) -> Diagnostic {
    let how = if expanding { ", aliases expanded" } else { "" };
    let message = format!("the file has more nodes than the limit of {limit}{how}");
    Diagnostic::new(Code::E0524, message)
        .at(place, "not read from here on")
        .help("write it without aliases, split the file, or raise the limit on nodes")
}

/// Colons and question marks that flow collections are read apart by.
pub(super) fn flow_sign(place: Place) -> Diagnostic {
    let message = "kubectl reads this sign in a flow collection as structure, others as text";
    Diagnostic::new(Code::E0525, message)
        .at(place, "ambiguous without quotes or a blank after it")
        .help("quote the text, or put a blank after the `:`")
}

/// A sign right behind a tag.
pub(super) fn sign_behind_tag(place: Place) -> Diagnostic {
    let message = "kubectl takes this sign for a part of the tag, others for structure";
    Diagnostic::new(Code::E0525, message)
        .at(place, "right behind a tag")
        .help("put a blank behind the tag")
}

/// A key that is not what it seems to be.
/// `leads`: it is a blank before the key, which was meant as indentation.
pub(super) fn invisible_key(place: Place, c: char, leads: bool) -> Diagnostic {
    if leads {
        let message = format!("{} is no indentation, but a part of the key", named(c));
        return Diagnostic::new(Code::L0390, message)
            .at(place, "another key than it looks like")
            .help("indent with spaces");
    }
    let message = format!("the key holds a character that is not seen, U+{:04X}", u32::from(c));
    Diagnostic::new(Code::L0390, message)
        .at(place, "another key than it looks like")
        .help("retype the key")
}
