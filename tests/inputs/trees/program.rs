//! A sample of the trees, through the program: its options, its report, its exit code, standard input.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::test_runner::{TestCaseError, TestError};
use serde_json::Value;

use super::disk::{Disk, is_almighty, place};
use super::generate::{self, Case, FILE_LIMIT, Named, Spelling, What};
use super::model::{self, End};
use super::{Said, done_as_another, drawn, file_of, foretold, number, plain, policy, runner};

const PIPED: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'piped:latest'}]}\n";

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

fn said(report: &Value, exit: i32) -> Said {
    let here = Path::new("/nowhere");
    let number = |key: &str| usize::try_from(report["summary"][key].as_u64().unwrap()).unwrap();
    let faults = || list(report, "errors").iter().filter(|error| error["severity"] == "error");
    let error = |error: &Value| {
        let first = list(error, "labels").first().map(|label| text(&label["file"]));
        let (code, message) = (text(&error["code"]), text(&error["message"]));
        (plain(here, &file_of(&code, &message, first.as_deref())), first.is_none().then_some(code))
    };
    let aside = |aside: &Value| (plain(here, &text(&aside["file"])), text(&aside["reason"]));
    let evil = list(report, "findings").iter().filter(|finding| finding["rule"] == "versioned");
    let evil = evil.map(|finding| {
        let image = text(&finding["message"]).split('`').nth(1).unwrap().to_owned();
        (plain(here, &text(&finding["manifest"]["file"])), image)
    });
    Said {
        files: number("files"),
        judged: number("filesJudged"),
        errored: number("filesErrored"),
        set_aside: list(report, "setAside").iter().map(aside).collect(),
        errors: faults().map(error).collect(),
        warnings: list(report, "errors").iter().filter(|e| e["code"] == "L0393").count(),
        evil: evil.collect(),
        objects: number("objects"),
        exit: u8::try_from(exit).unwrap(),
    }
}

fn args(case: &Case, policy: &OsStr) -> Vec<OsString> {
    let mut args: Vec<OsString> = ["check", "-o", "json", "--limit"].map(OsString::from).to_vec();
    args.push(format!("file-bytes={FILE_LIMIT}").into());
    args.extend(["-j", if case.four_jobs { "4" } else { "1" }, "-p"].map(OsString::from));
    args.push(policy.to_owned());
    for (given, option) in [
        (case.strict, "--strict"),
        (case.skip_templates, "--skip-templates"),
        (case.respect, "--respect-gitignore"),
    ] {
        args.extend(given.then(|| option.into()));
    }
    args.push("--".into());
    let spelled = |named: &Named| model::spelled(&case.nodes, named).unwrap_or_default();
    args.extend(case.named.iter().map(|n| OsStr::from_bytes(&spelled(n)).to_owned()));
    args
}

fn compare(case: &Case, disk: &mut Disk, policies: &Path, almighty: bool) -> Result<u8, String> {
    let mut books = model::books(case, almighty, case.strict);
    let grown = disk.grow(&case.nodes);
    let file = policies.join(format!("{}.sea", case.policy));
    let mut args = args(case, file.as_os_str());
    // Standard input among the paths, of some.
    if case.strict {
        args.push("-".into());
        books.files.push((b"<stdin>".to_vec(), End::Judged));
        books.evil.insert((b"<stdin>".to_vec(), "piped:latest".to_owned()));
        books.objects += 1;
        books.exit = if books.exit == 3 { 3 } else { 1 };
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_seaworthy"))
        .args(&args)
        .current_dir(&grown.holder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(PIPED.as_bytes());
    let ran = child.wait_with_output().unwrap();
    let report: Value = serde_json::from_slice(&ran.stdout)
        .map_err(|error| format!("no report: {error}\n{}", String::from_utf8_lossy(&ran.stderr)))?;
    let (said, foretold) = (said(&report, ran.status.code().unwrap_or(-1)), foretold(&books));
    if said != foretold {
        return Err(format!("\n{}said:     {said:#?}\nforetold: {foretold:#?}", drawn(case)));
    }
    Ok(books.exit)
}

#[test]
fn the_program_agrees() {
    if done_as_another("inputs::trees::program::the_program_agrees") {
        return;
    }
    let almighty = is_almighty();
    let (cases, seed) = (number("SEAWORTHY_CASES", 1200), number("SEAWORTHY_SEED", 4));
    let cases = (cases / 30).max(1);
    let policies = tempfile::tempdir_in(place()).unwrap();
    for index in 0..super::POLICIES.len() {
        fs::write(policies.path().join(format!("{index}.sea")), policy(index)).unwrap();
    }
    let state = std::cell::RefCell::new((Disk::new(), [0_usize; 5]));
    let tried = runner(seed, 99, cases).run(&generate::case(), |mut case| {
        // A pattern file above what is named is told by its absolute path, which the model has not.
        case.respect &= !case.nodes.iter().any(|node| {
            node.name == b".gitignore" && !matches!(node.what, What::File(_) | What::Folder(_))
        });
        // The arguments' reader refuses an empty one.
        case.named.retain(|named| !matches!(named, Named::Empty));
        if case.named.is_empty() {
            case.named.push(Named::Node(generate::ROOT, Spelling::Plain));
        }
        let (disk, exits) = &mut *state.borrow_mut();
        let exit = compare(&case, disk, policies.path(), almighty).map_err(TestCaseError::fail)?;
        exits[usize::from(exit)] += 1;
        Ok(())
    });
    match tried {
        Ok(()) => {}
        Err(TestError::Fail(why, _)) => panic!("seed {seed}: {why}"),
        Err(abort) => panic!("{abort}"),
    }
    eprintln!(
        "seed {seed}: {cases} trees through the program, by exit code {:?}",
        state.borrow().1
    );
}
