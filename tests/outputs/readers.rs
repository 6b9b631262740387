//! Readers of every format. What they are told of the texts that went in is the table alone.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::hostile;
use crate::harness::root;
use crate::report::schema::faults;

/// What no output may hold: Secrets have it.
pub(super) const SECRET: &str = "S3cr3tOfASecret";

/// Characters that a person does not see as what they are, by their Unicode properties.
static UNSEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}[\p{Zs}--[ \x{3000}]]]")
        .unwrap()
});

/// What begins a command in a build's log.
static LOG_COMMAND: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*::|##[A-Za-z]*\[").unwrap());

/// The sequences that set a colour, as we print them.
static COLOUR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\x1b\[(0|[1-9]|[349][0-9])(;[1-9]|;3[0-9]|;9[0-7])*m").unwrap());

/// How a line of a report of `check` begins, where it does not begin with a blank.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(error|warning|info)(\[[A-Za-z0-9/-]+\]:| [A-Za-z0-9/-]+:)( |$)|^\d+ more of [A-Za-z0-9/-]+:$",
        r"|^judged \d+ objects? with \d+ images? in \d+ files? by \d+ rules?$",
        r"|^\d+ (failed|undecided|waived|passed|skipped)(, \d+ [a-z]+)*$|^set aside:$|^off: |^matched nothing: ",
        r"|^waived until \d{4}-\d\d-\d\d by |^waived by the baseline$|^the baseline .* holds \d+ |^\d+ waived by the baseline |^everything is judged: ",
        r"|^by the project file |^not used: |^not judged: the images of |^\d+ (file|finding|warning)s? ",
        r"|^passed(: .* (audited|do not count|waived))?$|^failed: \d+ |^not everything could be judged: \d+ ",
        r"|^nothing (was judged|to judge)|^no rule matched|^parse \d+\.\d\d ms ",
    ))
    .unwrap()
});

/// Every text of the table that would begin a line if it could.
static BEGINNINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let texts = hostile();
    let lines = texts.iter().flat_map(|hostile| {
        hostile.text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
    });
    lines.map(str::trim).filter(|line| line.chars().count() > 2).map(str::to_owned).collect()
});

/// How a text may look.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// In colour.
    pub(super) colour: bool,
    /// In ASCII.
    pub(super) ascii: bool,
    /// What a manifest says may begin a line: the whole output is one answer, or a policy's page.
    pub(super) free: bool,
}

/// What is wrong with a text that people look at; else its lines without colours.
pub(super) fn text(bytes: &[u8], look: Look) -> Result<Vec<String>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("no UTF-8: {error}"))?;
    if !text.is_empty() && !text.ends_with('\n') {
        return Err(format!("no end of the last line: {text:?}"));
    }
    let mut lines = Vec::new();
    for line in text.split_terminator('\n') {
        let plain = if look.colour { without_colour(line)? } else { line.to_owned() };
        seen(&plain, look).map_err(|why| format!("{why}: {plain:?}"))?;
        lines.push(plain);
    }
    Ok(lines)
}

fn seen(line: &str, look: Look) -> Result<(), String> {
    if let Some(unseen) = UNSEEN.find(line) {
        return Err(format!("{:?} is printed as it is", unseen.as_str()));
    }
    if let Some(command) = LOG_COMMAND.find(line) {
        return Err(format!("a log obeys {:?}", command.as_str()));
    }
    if look.ascii && !line.is_ascii() {
        return Err("not ASCII".to_owned());
    }
    if line.contains(SECRET) {
        return Err("it shows what a Secret holds".to_owned());
    }
    if look.free || line.is_empty() || line.starts_with(' ') {
        return Ok(());
    }
    if let Some(begun) = BEGINNINGS.iter().find(|text| line.starts_with(text.as_str())) {
        return Err(format!("{begun:?} begins a line"));
    }
    if OURS.is_match(line) { Ok(()) } else { Err("a line that is none of ours".to_owned()) }
}

/// `line` without the sequences that set colours; each must be one of ours, and none may reach
/// beyond the line.
fn without_colour(line: &str) -> Result<String, String> {
    let last = COLOUR.find_iter(line).last().map(|found| found.as_str());
    match last {
        None | Some("\u{1b}[0m" | "\u{1b}[39m" | "\u{1b}[22m") => {
            Ok(COLOUR.replace_all(line, "").into_owned())
        }
        Some(open) => Err(format!("{open:?} is not closed: {line:?}")),
    }
}

/// The report that `bytes` are: read by every reader of JSON at hand, and as its schema says.
pub(super) fn report(bytes: &[u8]) -> Result<Value, String> {
    let report = json(bytes)?;
    let schema = fs::read_to_string(root().join("docs/report.schema.json")).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    match &*faults(&schema, &schema, &report, "") {
        [] => Ok(report),
        wrong => Err(format!("not as the schema says: {wrong:?}")),
    }
}

/// The document that `bytes` are, which may be shown as it is, and which all readers read alike.
pub(super) fn json(bytes: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("no UTF-8: {error}"))?;
    for line in text.split_terminator('\n') {
        seen(line, Look { free: true, ..Look::default() })?;
    }
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    for (reader, program) in READERS {
        let Some(read) = read_by(reader, program, text) else { continue };
        let read: Value = serde_json::from_str(&read).map_err(|e| format!("{reader}: {e}"))?;
        if read != value {
            return Err(format!("{reader} reads something else"));
        }
    }
    Ok(value)
}

/// Programs that read a document of JSON and write it in ASCII.
const READERS: &[(&str, &[&str])] = &[
    (
        "python3",
        &[
            "-c",
            "import json,sys; print(json.dumps(json.load(open(sys.argv[1], encoding='utf-8'))))",
        ],
    ),
    (
        "node",
        &[
            "-e",
            "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'))).replace(/[\\u007f-\\uffff]/g, c => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')))",
        ],
    ),
    ("jq", &["-a", "-c", "."]),
];

/// What a reader makes of a document; nothing where it is not on this machine, which is told.
fn read_by(reader: &str, program: &[&str], text: &str) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    let path: &Path = file.path();
    match Command::new(reader).args(program).arg(path).output() {
        Ok(ran) if ran.status.success() => Some(String::from_utf8(ran.stdout).unwrap()),
        Ok(ran) => panic!("{reader} refuses it: {}\n{text}", String::from_utf8_lossy(&ran.stderr)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {reader} is not there to read what is printed");
            None
        }
        Err(error) => panic!("{reader}: {error}"),
    }
}

/// The readers see what they should, and nothing else.
#[test]
fn readers_refuse_what_is_harmful() {
    let plain = Look::default();
    let colour = Look { colour: true, ..plain };
    for (text, look, fine) in [
        ("error[E0101]: x\n   ╭─[a:1:1]\n", plain, true),
        ("passed\n", plain, true),
        ("\u{1b}[31;1merror[E0101]\u{1b}[0m: x\n", colour, true),
        ("\u{1b}[31;1merror[E0101]\u{1b}[0m: x\n", plain, false),
        ("\u{1b}[31;1merror[E0101]: x\n", colour, false),
        ("\u{1b}[2Jerror[E0101]: x\u{1b}[0m\n", colour, false),
        ("error[E0101]: x\r\n", plain, false),
        ("error[E0101]: x\ry\n", plain, false),
        ("error[E0101]: \u{9b}\n", plain, false),
        ("error[E0101]: \u{ad}\n", plain, false),
        ("error[E0101]: a\u{a0}b\n", plain, false),
        ("error[E0101]: \u{fffe}\n", plain, false),
        ("error[E0101]: forged message\n", plain, false),
        ("passed forged\n", plain, false),
        ("anything\n", plain, false),
        ("anything\n", Look { free: true, ..plain }, true),
        ("  ::add-mask::a\n", plain, false),
        ("  x ##[group]\n", plain, false),
        ("  é\n", Look { ascii: true, ..plain }, false),
        ("  x", plain, false),
    ] {
        assert_eq!(self::text(text.as_bytes(), look).is_ok(), fine, "{text:?}");
    }
    assert!(self::text(format!("  {SECRET}\n").as_bytes(), plain).is_err());
    assert!(json(b"{\"a\": \"\xc2\x9b\"}\n").is_err() && json(b"{\"a\": \"\\u009b\"}\n").is_ok());
}
