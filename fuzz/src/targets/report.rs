//! Hostile manifests and policies, judged and printed in every format: the formats say the same, what
//! people read is harmless, and what programs read is whole.
//!
//! The first bytes choose how it is judged and printed. What follows is cut at lines of `%%`: the
//! manifest, the policy's message, the file's name, and names for an object.

use std::sync::OnceLock;

use seaworthy::diag::Severity;
use seaworthy::diag::render::Style;
use seaworthy::judge::{Inputs, Judge, Settings};
use seaworthy::lang::eval::Bound;
use seaworthy::lang::pipeline::What;
use seaworthy::report::{Exit, FailOn, Report, Strictness, Verdict, json, text};
use serde_json::{Value, json};

use super::ready::{Ready, parsed, policy};
use super::said::{is_harmless, without_colour};

/// Steps a match.
const FUEL: u64 = 50_000;

/// Rules that quote what a manifest says wherever a report can.
const QUOTING: &str = r#"edition 1
## Quotes.
rule quotes on image i { require i.tag == "x" else "`{i}` of `{i.registry}` with `{i.tag}`" help "not {i}" fix (safe) { set i.declared_pull_policy = IfNotPresent } }
rule names on resource r { require r.name == "x" else "{r.kind} {r.name} in {r.namespace}" }
rule labels on resource r { require all l in r.metadata.labels: l.key == "x" else "a label: {r.name}" }
rule pulls on image i { require i.effective_pull_policy == Always else "{i.effective_pull_policy}" }
rule commands on container c { require c.name == "x" and c.image is present else "{c.name}" }
"#;

pub(crate) fn run(data: &[u8]) {
    let Some((choice, rest)) = data.split_at_checked(3) else { return };
    let choice = Choice(choice);
    let all = super::text(rest);
    let mut parts = all.split("\n%%\n");
    let mut part = || parts.next().unwrap_or("");
    let (manifest, message, name) = (part(), part(), part());
    let names = [part(), part(), part()];
    let manifest =
        if choice.has(0, 1) { object(manifest, names).to_string() } else { manifest.to_owned() };
    let file = if name.is_empty() { "m.yaml" } else { name };
    let texts = Inputs::Texts(vec![(file.to_owned(), manifest)]);
    if choice.has(0, 2) {
        let text = serde_json::to_string(message).unwrap_or_default().replace('{', "{{");
        let text =
            format!("edition 1\nrule said on resource r {{ require r.name == \"x\" else {text} }}");
        let Some(ready) = Ready::new(parsed(vec![policy(&text)])) else { return };
        print(&ready, &ready.bound(), &texts, &choice);
    } else {
        let (ready, bound) = fixed(choice.has(0, 4));
        print(ready, bound, &texts, &choice);
    }
}

/// Bits that choose.
struct Choice<'d>(&'d [u8]);

impl Choice<'_> {
    fn byte(&self, index: usize) -> u8 {
        self.0.get(index).copied().unwrap_or(0)
    }

    fn has(&self, index: usize, bit: u8) -> bool {
        self.byte(index) & bit != 0
    }
}

type Fixed = (&'static Ready, Bound<'static>);

fn fixed(recommended: bool) -> &'static Fixed {
    static QUOTES: OnceLock<Fixed> = OnceLock::new();
    static RECOMMENDED: OnceLock<Fixed> = OnceLock::new();
    let of = |what: What| {
        let ready = Ready::fixed(vec![what]);
        (ready, ready.bound())
    };
    if recommended {
        RECOMMENDED.get_or_init(|| of(What::Library("std/recommended".into())))
    } else {
        QUOTES.get_or_init(|| of(policy(QUOTING)))
    }
}

/// A workload whose image and names are these texts, whatever they hold.
fn object(image: &str, names: [&str; 3]) -> Value {
    let [name, namespace, key] = names;
    let escaped = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": { "name": name, "namespace": namespace, "labels": { key: name } },
        "spec": { "template": { "spec": { "containers": [
            { "name": name, "image": image, "imagePullPolicy": namespace },
            { "name": key, "image": name },
        ] } } },
    });
    escaped
}

fn print(ready: &Ready, bound: &Bound<'_>, inputs: &Inputs, choice: &Choice<'_>) {
    let fail_on = [Severity::Error, Severity::Warning, Severity::Info];
    let fail_on = FailOn(fail_on[usize::from(choice.byte(1)) % 3]);
    let strict = choice.has(1, 4);
    let skip_templates = choice.has(1, 8);
    let settings = Settings {
        fail_on,
        strict,
        skip_templates,
        fuel: FUEL,
        jobs: Some(1),
        ..Settings::default()
    };
    let report = Judge::new(bound, ready.sources(), &settings).judge(inputs, &|| ());
    add_up(&report);
    let faults = report.errors.iter().filter(|e| e.severity == Severity::Error).count();
    let strictness = Strictness {
        coverage: choice.has(1, 16),
        require_match: choice.has(1, 32),
        allow_empty: choice.has(1, 64),
    };
    let exit = report.summary.exit(faults, strictness);
    let read = read_back(&report, exit);
    // One style each time: drawing takes longer than all else.
    let style = Style {
        color: choice.has(2, 1),
        unicode: !choice.has(2, 2),
        narrated: choice.has(2, 4),
        width: usize::from(choice.byte(2) >> 4) * 12,
    };
    let full = !choice.has(2, 8);
    let options = text::Options { style, full, verbose: true, quiet: choice.has(1, 128) };
    let mut page = String::new();
    text::write(&report, exit, &options, &mut page).expect("a text takes all");
    says_the_same(&page, &read, &report, &options);
}

/// The counts of a report agree with what it holds.
pub(super) fn add_up(report: &Report) {
    let summary = &report.summary;
    let ended = summary.files_judged + summary.files_errored + summary.files_set_aside;
    assert_eq!(summary.files, ended, "{summary:?}");
    assert_eq!(summary.files_set_aside, report.set_aside.len(), "{summary:?}");
    let sum = |of: fn(&seaworthy::report::RuleCounts) -> usize| -> usize {
        summary.by_rule.iter().map(of).sum()
    };
    assert_eq!(summary.passed, sum(|rule| rule.passed), "{summary:?}");
    assert_eq!(summary.failed, sum(|rule| rule.failed), "{summary:?}");
    assert_eq!(summary.undecided, sum(|rule| rule.undecided), "{summary:?}");
    assert_eq!(summary.skipped, sum(|rule| rule.skipped), "{summary:?}");
    assert!(summary.failed_counting + summary.failed_audited <= summary.failed);
    assert!(summary.undecided_counting <= summary.undecided);
    let of = |verdict| report.findings.iter().filter(|found| found.verdict == verdict).count();
    let (failed, undecided) = (of(Verdict::Failed), of(Verdict::Undecided));
    if summary.findings_left_out == 0 {
        // A verdict has a finding for every obligation that does not hold.
        assert!(failed >= summary.failed && (failed > 0) == (summary.failed > 0), "{summary:?}");
        assert!(undecided >= summary.undecided, "{summary:?}");
    }
    let errors = report.errors.iter().any(|error| error.severity == Severity::Error);
    assert!(!errors || summary.files_errored > 0, "an error in no file: {summary:?}");
}

/// The report as JSON, read by another reader: every text is the one that was meant.
fn read_back(report: &Report, exit: Exit) -> Value {
    let mut written = String::new();
    json::write(report, exit, &mut written).expect("a text takes all");
    assert!(written.ends_with("}\n"));
    let read: Value = serde_json::from_str(&written).expect("JSON");
    let (summary, counts) = (&read["summary"], &report.summary);
    for (key, count) in [
        ("files", counts.files),
        ("filesJudged", counts.files_judged),
        ("filesErrored", counts.files_errored),
        ("filesSetAside", counts.files_set_aside),
        ("documents", counts.documents),
        ("objects", counts.objects),
        ("images", counts.images),
        ("passed", counts.passed),
        ("failed", counts.failed),
        ("undecided", counts.undecided),
        ("skipped", counts.skipped),
        ("findingsLeftOut", counts.findings_left_out),
        ("exitCode", usize::from(exit.code())),
    ] {
        assert_eq!(summary[key], json!(count), "{key}");
    }
    let findings = read["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), report.findings.len());
    for (read, meant) in findings.iter().zip(&report.findings) {
        assert_eq!(read["rule"], json!(&*meant.rule));
        assert_eq!(read["verdict"], json!(meant.verdict.as_str()));
        assert_eq!(read["severity"], json!(meant.severity.as_str()));
        assert_eq!(read["message"], json!(meant.message));
        assert_eq!(read["path"], json!(&*meant.path));
        assert_eq!(read["fingerprint"], json!(meant.fingerprint.to_string()));
        let object = meant.object.as_ref();
        assert_eq!(read["object"]["kind"], json!(object.map(|object| &*object.kind)));
        assert_eq!(read["object"]["name"], json!(object.map(|object| &object.name)));
        assert_eq!(read["object"]["namespace"], json!(object.map(|object| &object.namespace)));
        let place = meant.manifest.as_ref();
        assert_eq!(read["manifest"]["file"], json!(place.map(|place| &*place.file)));
        assert_eq!(read["manifest"]["start"]["byte"], json!(place.map(|place| place.start.byte)));
        assert_eq!(read["causes"].as_array().map(Vec::len), Some(meant.particulars().causes.len()));
        assert_eq!(
            read["related"].as_array().map(Vec::len),
            Some(meant.particulars().related.len())
        );
    }
    let errors = read["errors"].as_array().expect("a list");
    assert_eq!(errors.len(), report.errors.len());
    for (read, meant) in errors.iter().zip(&report.errors) {
        assert_eq!(read["code"], json!(meant.id));
        assert_eq!(read["message"], json!(meant.message));
        assert_eq!(read["severity"], json!(meant.severity.as_str()));
    }
    read
}

/// What lines that hold no text of a manifest may begin with.
const OWN: [&str; 5] = ["error[", "warning[", "info[", "judged ", "set aside:"];

fn says_the_same(text: &str, read: &Value, report: &Report, options: &text::Options) {
    is_harmless(text, &options.style);
    let plain = if options.style.color { without_colour(text) } else { text.to_owned() };
    let headline = |line: &&str| OWN.iter().take(3).any(|own| line.starts_with(own));
    if options.full && !options.style.narrated {
        let told = plain.lines().filter(headline).count();
        let of = |verdict| report.findings.iter().filter(|f| f.verdict == verdict).count();
        let least = of(Verdict::Failed) + report.errors.len();
        let most = least + of(Verdict::Undecided);
        assert!((least..=most).contains(&told), "{told} of {least} to {most}\n{plain}");
    }
    if options.quiet {
        return;
    }
    let summary = &read["summary"];
    let mut lines = plain.lines().skip_while(|line| !line.starts_with("judged "));
    let Some(judged) = lines.next() else {
        assert_eq!(summary["objects"], json!(0), "{plain}");
        return;
    };
    assert!(judged.starts_with(&format!("judged {} object", summary["objects"])), "{plain}");
    let verdicts = lines.next().unwrap_or("");
    for what in ["failed", "undecided", "passed", "skipped"] {
        let told = verdicts.split(", ").find_map(|part| part.strip_suffix(&format!(" {what}")));
        assert_eq!(told.unwrap_or("0"), summary[what].to_string(), "{what}: {plain}");
    }
}
