//! `fmt`: which files it takes, what it writes and what it says.

use std::fs;
use std::path::Path;

use crate::harness::{Ran, folder_of, seaworthy_in};

const ODD: &str = "edition 1\nlet a=1\n";
const EVEN: &str = "edition 1\n\nlet a = 1\n";
const BROKEN: &str = "edition 1\nlet a = 1 && 2\n";

fn fmt(folder: &Path, args: &[&str]) -> Ran {
    seaworthy_in(folder, ["fmt"].iter().chain(args), "")
}

fn said(ran: &Ran) -> (i32, &str, &str) {
    (ran.code, &ran.stdout, &ran.stderr)
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Nothing is left beside a file that was written.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_folder_is_formatted() {
    let folder = folder_of(&[("a.sea", ODD), ("b/c.sea", ODD), ("d.sea", EVEN), ("e.txt", ODD)]);
    let ran = fmt(folder.path(), &[]);
    assert_eq!(said(&ran), (0, "", "2 files reformatted, 1 file left unchanged\n"));
    for name in ["a.sea", "b/c.sea", "d.sea"] {
        assert_eq!(text(folder.path(), name), EVEN, "{name}");
    }
    assert_eq!(text(folder.path(), "e.txt"), ODD);
    assert_eq!(names(folder.path()), ["a.sea", "b", "d.sea", "e.txt"]);
    let ran = fmt(folder.path(), &[]);
    assert_eq!(said(&ran), (0, "", "3 files left unchanged\n"));
    assert_eq!(said(&fmt(folder.path(), &["-q"])), (0, "", ""));
}

#[test]
fn files_and_folders_are_named_and_each_is_taken_once() {
    let folder = folder_of(&[("a.sea", ODD), ("b/c.sea", ODD), ("b/d.sea", ODD), ("e.txt", ODD)]);
    let ran = fmt(folder.path(), &["-v", "b/../b/c.sea", "b", "e.txt"]);
    let told =
        "reformatted b/../b/c.sea\nreformatted b/d.sea\nreformatted e.txt\n3 files reformatted\n";
    assert_eq!(said(&ran), (0, "", told));
    assert_eq!(text(folder.path(), "a.sea"), ODD);
    assert_eq!(text(folder.path(), "e.txt"), EVEN);
}

#[test]
fn check_lists_what_would_change() {
    let folder = folder_of(&[("a.sea", ODD), ("b.sea", EVEN), ("c.sea", ODD)]);
    let ran = fmt(folder.path(), &["--check"]);
    let told = "2 files would be reformatted, 1 file already formatted\n";
    assert_eq!(said(&ran), (1, "a.sea\nc.sea\n", told));
    assert_eq!(text(folder.path(), "a.sea"), ODD);
    assert_eq!(
        said(&fmt(folder.path(), &["--check", "b.sea"])),
        (0, "", "1 file already formatted\n")
    );
}

#[test]
fn diff_shows_what_would_change() {
    let folder = folder_of(&[("a.sea", ODD), ("b.sea", EVEN), ("c.sea", "edition 1 # \u{1b}[31m")]);
    let ran = fmt(folder.path(), &["--diff", "a.sea", "b.sea"]);
    let shown = "--- a.sea\n+++ a.sea\n@@ -1,2 +1,3 @@\n edition 1\n-let a=1\n+\n+let a = 1\n";
    let told = "1 file would be reformatted, 1 file already formatted\n";
    assert_eq!(said(&ran), (1, shown, told));
    assert_eq!(text(folder.path(), "a.sea"), ODD);
    let ran = fmt(folder.path(), &["--check", "--diff", "-q", "a.sea"]);
    assert_eq!(said(&ran), (1, shown, ""));
    let ran = fmt(folder.path(), &["--diff", "c.sea"]);
    assert!(
        !ran.stdout.contains('\u{1b}') && ran.stdout.contains("\\ No newline"),
        "{}",
        ran.stdout
    );
    let ran = fmt(folder.path(), &["--diff", "--color", "always", "a.sea"]);
    assert!(ran.stdout.contains("\u{1b}[31m-let a=1\u{1b}["), "{}", ran.stdout);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let run = |args: &[&str], input: &str| {
        let ran = seaworthy_in(Path::new("."), ["fmt", "-"].iter().chain(args), input);
        (ran.code, ran.stdout, ran.stderr)
    };
    let nothing = String::new;
    assert_eq!(run(&[], ODD), (0, EVEN.to_owned(), nothing()));
    assert_eq!(run(&[], EVEN), (0, EVEN.to_owned(), nothing()));
    assert_eq!(run(&["--check"], ODD), (1, "<stdin>\n".to_owned(), nothing()));
    assert_eq!(run(&["--check"], EVEN), (0, nothing(), nothing()));
    assert!(run(&["--diff"], ODD).1.starts_with("--- <stdin>\n"));
    let (code, out, err) = run(&[], BROKEN);
    assert_eq!((code, &*out), (2, ""));
    assert!(err.contains("E0112") && err.contains("<stdin>:2:11"), "{err}");
    let (code, out, err) = run(&["a.sea"], ODD);
    assert_eq!((code, &*out), (2, ""));
    assert!(err.contains("formatted alone"), "{err}");
}

/// What is broken stays, is told, and keeps nothing else from being formatted.
#[test]
fn what_does_not_parse_stays_as_it_is() {
    let folder = folder_of(&[("a.sea", BROKEN), ("b.sea", ODD)]);
    let ran = fmt(folder.path(), &[]);
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    assert!(
        ran.stderr.contains("error[E0112]") && ran.stderr.contains("a.sea:2:11"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.ends_with("\n1 file reformatted, 1 file not formatted\n"), "{}", ran.stderr);
    assert_eq!(
        (text(folder.path(), "a.sea"), text(folder.path(), "b.sea")),
        (BROKEN.into(), EVEN.into())
    );
    assert_eq!(fmt(folder.path(), &["--check"]).code, 2);
}

#[test]
fn what_can_t_be_read_is_told() {
    let folder = folder_of(&[("a.sea", b"edition 1 # \xff".as_slice()), ("b.sea", ODD.as_bytes())]);
    let ran = fmt(folder.path(), &["a.sea", "b.sea", "missing.sea", "std/no-latest"]);
    assert_eq!((ran.code, &*ran.stdout), (2, ""));
    for told in [
        "`a.sea` can't be read: it is not UTF-8, from byte 12 on",
        "`missing.sea` can't be read: no such file",
        "`std/no-latest` can't be read",
        "1 file reformatted, 3 files not formatted",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
    assert_eq!(text(folder.path(), "b.sea"), EVEN);
    let empty = folder_of::<&str>(&[]);
    assert_eq!(said(&fmt(empty.path(), &[])), (4, "", "no policy was found\n"));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn permissions_stay_and_links_go_on_leading_there() {
        let folder = folder_of(&[("real/a.sea", ODD), ("b.sea", ODD)]);
        let at = |name: &str| folder.path().join(name);
        fs::set_permissions(at("real/a.sea"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real/a.sea", at("link.sea")).unwrap();
        assert_eq!(fmt(folder.path(), &["link.sea"]).code, 0);
        assert!(fs::symlink_metadata(at("link.sea")).unwrap().is_symlink());
        assert_eq!(text(folder.path(), "real/a.sea"), EVEN);
        assert_eq!(fs::metadata(at("real/a.sea")).unwrap().mode() & 0o777, 0o640);
        assert_eq!(names(&at("real")), ["a.sea"]);
    }

    #[test]
    fn what_is_in_the_style_is_not_written() {
        let folder = folder_of(&[("a.sea", EVEN)]);
        let file = folder.path().join("a.sea");
        let before = fs::metadata(&file).unwrap();
        assert_eq!(fmt(folder.path(), &[]).code, 0);
        let after = fs::metadata(&file).unwrap();
        assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    }

    #[test]
    fn what_is_read_only_is_not_written() {
        let folder = folder_of(&[("a.sea", ODD), ("b.sea", ODD)]);
        let file = folder.path().join("a.sea");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        let ran = fmt(folder.path(), &[]);
        let told = "error: can't write a.sea: it is read-only; it stays as it was\n\
                    1 file reformatted, 1 file not written\n";
        assert_eq!(said(&ran), (3, "", told));
        assert_eq!(
            (text(folder.path(), "a.sea"), text(folder.path(), "b.sea")),
            (ODD.into(), EVEN.into())
        );
        assert_eq!(names(folder.path()), ["a.sea", "b.sea"]);
        assert_eq!(fmt(folder.path(), &["--check"]).code, 1);
    }
}
