//! What a baseline covers, what stays in it and what leaves it.

use super::*;

fn record(file: &str, fact: &str) -> Record {
    Record {
        file: Some(file.to_owned()),
        object: Some(ObjectName {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: None,
            name: Some(fact.into()),
        }),
        rule: "r".to_owned(),
        path: "spec".to_owned(),
        fingerprint: Fingerprint::of([fact]),
    }
}

/// A match that failed so, in `file`.
fn failed(file: &str, facts: &[&str]) -> Pending {
    let unpassed =
        |fact: &&str| Unpassed { record: record(file, fact), kept: None, covered: false };
    Pending { rule: 0, open: false, failures: facts.iter().map(unpassed).collect() }
}

/// A baseline of these files and facts, of which the run sees so much.
fn known(records: &[(&str, &str, View)], admits: bool) -> Known {
    let baseline = Baseline::of(records.iter().map(|(file, fact, _)| record(file, fact)));
    let view = |record: &Record| {
        let of = records.iter().find(|(file, fact, _)| *record == self::record(file, fact));
        of.unwrap().2
    };
    let views = baseline.records.iter().map(view).collect();
    Known { baseline, views, files: HashMap::new(), admits }
}

const HERE: View = View { within: true, gone: false };
const ELSEWHERE: View = View { within: false, gone: false };
const MOVED: View = View { within: true, gone: true };

/// What is covered, in order; the files and facts that stay; and how many are stale.
fn settled(
    known: &Known,
    mut pending: Vec<Pending>,
    seen: &Seen<'_>,
) -> (Vec<bool>, Vec<(String, String)>, usize) {
    let settled = known.settle(&mut pending.iter_mut().collect::<Vec<_>>(), seen);
    let covered = pending.iter().flat_map(|of| &of.failures).map(|failure| failure.covered);
    let told = |record: &Record| {
        let name = record.object.as_ref().and_then(|object| object.name.clone());
        (record.file.clone().unwrap(), name.unwrap().into())
    };
    (covered.collect(), settled.baseline.records.iter().map(told).collect(), settled.stale)
}

fn all_seen() -> Seen<'static> {
    Seen { rules: HashSet::from(["r"]), errored: HashSet::new(), open: HashSet::new() }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(file, fact)| ((*file).to_owned(), (*fact).to_owned())).collect()
}

#[test]
fn what_was_there_is_covered_and_what_is_new_is_not_and_does_not_enter() {
    let known = known(&[("a", "x", HERE), ("a", "y", HERE)], false);
    let (covered, stay, stale) = settled(&known, vec![failed("a", &["x", "z"])], &all_seen());
    assert_eq!((covered, stay, stale), (vec![true, false], pairs(&[("a", "x")]), 1));
}

#[test]
fn forced_all_that_fails_enters_and_what_does_not_leaves() {
    let known = known(&[("a", "x", HERE), ("a", "y", HERE), ("b", "y", ELSEWHERE)], true);
    let (covered, stay, stale) = settled(&known, vec![failed("a", &["x", "z"])], &all_seen());
    assert_eq!(covered, [true, true]);
    assert_eq!((stay, stale), (pairs(&[("a", "x"), ("a", "z"), ("b", "y")]), 1));
}

#[test]
fn a_record_covers_in_its_own_file_and_elsewhere_only_once_that_is_gone() {
    let twin = |view| known(&[("a", "x", view)], false);
    // In its own file, whatever comes before it.
    let both = || vec![failed("0", &["x"]), failed("a", &["x"])];
    let (covered, stay, _) = settled(&twin(HERE), both(), &all_seen());
    assert_eq!((covered, stay), (vec![false, true], pairs(&[("a", "x")])));
    // Mended there, it does not cover another's.
    let (covered, stay, stale) = settled(&twin(HERE), vec![failed("b", &["x"])], &all_seen());
    assert_eq!((covered, stay, stale), (vec![false], vec![], 1));
    let (covered, stay, stale) = settled(&twin(ELSEWHERE), vec![failed("b", &["x"])], &all_seen());
    assert_eq!((covered, stay, stale), (vec![false], pairs(&[("a", "x")]), 0));
    // Moved, it covers once.
    let (covered, stay, stale) =
        settled(&twin(MOVED), vec![failed("b", &["x"]), failed("c", &["x"])], &all_seen());
    assert_eq!((covered, stay, stale), (vec![true, false], pairs(&[("b", "x")]), 0));
}

#[test]
fn what_a_run_could_not_see_stays() {
    let one = |view| known(&[("a", "x", view)], false);
    let stays = |known: &Known, seen: &Seen<'_>| settled(known, Vec::new(), seen).1.len() == 1;
    assert!(!stays(&one(HERE), &all_seen()));
    assert!(!stays(&one(MOVED), &all_seen()));
    assert!(stays(&one(ELSEWHERE), &all_seen()));
    let by_others = Seen { rules: HashSet::from(["s"]), ..all_seen() };
    assert!(stays(&one(HERE), &by_others));
    let errored = Seen { errored: HashSet::from(["a"]), ..all_seen() };
    assert!(stays(&one(HERE), &errored));
    let undecided = Seen { open: HashSet::from([Fingerprint::of(["x"])]), ..all_seen() };
    assert!(stays(&one(HERE), &undecided));
}

#[test]
fn a_baseline_reads_as_it_was_written_in_whatever_order() {
    let hostile = record("a\n\"b\u{202e}", "\u{0}<x>");
    let run = Record { file: None, object: None, ..record("", "run") };
    let records = [record("b", "x"), record("a", "y"), hostile, run];
    let baseline = Baseline::of(records.clone());
    let text = baseline.to_text();
    assert_eq!(Baseline::read(&text).unwrap(), baseline);
    assert_eq!(Baseline::of(records.into_iter().rev()).to_text(), text);
    assert_eq!(text.lines().count(), 4 + 4 + 2, "a line a record: {text}");
    let empty = Baseline::default().to_text();
    assert_eq!(empty, "{\n  \"version\": 1,\n  \"tool\": \"seaworthy\",\n  \"findings\": []\n}\n");
    assert_eq!(Baseline::read(&empty).unwrap(), Baseline::default());
}

#[test]
fn what_is_no_baseline_is_refused() {
    let good = Baseline::of([record("a", "x")]).to_text();
    assert!(Baseline::read(&good).is_ok());
    for (from, to) in [
        ("\"version\": 1", "\"version\": 2"),
        ("\"tool\"", "\"tol\""),
        ("\"rule\"", "\"rules\""),
        ("\"fingerprint\":\"", "\"fingerprint\":\"g"),
        ("{\n", "<<<<<<< HEAD\n{\n"),
        ("]\n}\n", "]\n"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(bad != good && Baseline::read(&bad).is_err(), "{from}");
    }
    assert!(Baseline::read("").is_err() && Baseline::read("[]").is_err());
}
