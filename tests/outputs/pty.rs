//! The same on a terminal: `script` gives the program one, of several widths, with Unicode and without.

use std::path::Path;
use std::process::{Command, Stdio};

use super::readers::{Look, text};
use super::{hostile, keep, scene};

/// What a command prints on a terminal; nothing where `script` is not on this machine, which is told.
pub(crate) fn on_a_terminal(
    folder: &Path,
    columns: usize,
    locale: &str,
    args: &str,
) -> Option<Vec<u8>> {
    let program = env!("CARGO_BIN_EXE_seaworthy");
    let command = format!("stty cols {columns} rows 50 -onlcr; exec {program} {args} 2>beside");
    let ran = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .current_dir(folder)
        .env("LC_ALL", locale)
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("CLICOLOR")
        .stdin(Stdio::null())
        .output();
    match ran {
        Ok(ran) => Some(ran.stdout),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: `script` is not there to give the program a terminal");
            None
        }
        Err(error) => panic!("script: {error}"),
    }
}

#[test]
fn on_a_terminal_all_is_harmless_too() {
    let folder = tempfile::tempdir().unwrap();
    scene::write(folder.path(), &hostile());
    for (columns, locale, options) in [
        (40, "C.UTF-8", "--full"),
        (80, "C.UTF-8", "-v"),
        (200, "C.UTF-8", "--full --color never"),
        (80, "C", "--full --stats -v"),
        (40, "C", "--narrate --full"),
    ] {
        let args = format!("check -p p.sea m {options}");
        let Some(shown) = on_a_terminal(folder.path(), columns, locale, &args) else { return };
        keep(&format!("pty-{columns}-{locale}"), "text", &shown);
        assert!(shown.len() > 10_000, "{args}: {}", String::from_utf8_lossy(&shown));
        let coloured = shown.contains(&0x1b);
        assert_eq!(coloured, !options.contains("never") && !options.contains("narrate"), "{args}");
        let look = Look { colour: true, ascii: locale == "C", ..Look::default() };
        text(&shown, look).unwrap_or_else(|fault| panic!("{columns}, {locale}, {args}: {fault}"));
        let beside = std::fs::read(folder.path().join("beside")).unwrap();
        assert!(beside.is_empty(), "{}", String::from_utf8_lossy(&beside));
    }
}

#[test]
fn other_commands_are_harmless_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    for (n, row) in hostile().iter().enumerate() {
        let (pod, file) = (scene::pod(&row.text).to_string(), format!("{n}.json"));
        std::fs::write(folder.path().join(file), pod).unwrap();
    }
    for locale in ["C.UTF-8", "C"] {
        for args in [
            "eval '[r.raw for r in resources]' .",
            "eval -o json '[r.raw for r in resources]' .",
            "rules -v",
            "test std/no-latest",
            "explain std/no-latest",
            "explain E0501",
        ] {
            let Some(shown) = on_a_terminal(folder.path(), 80, locale, args) else { return };
            assert!(shown.len() > 100, "{args}");
            // JSON is read by programs, and those read UTF-8.
            let ascii = locale == "C" && !args.contains("json");
            let look = Look { colour: true, ascii, free: true };
            text(&shown, look).unwrap_or_else(|fault| panic!("{locale}, {args}: {fault}"));
        }
    }
    // What clap says goes to the terminal as well.
    let args = "check --$(printf '\\033[2J\\r\\n::add-mask::a') 2>&1; exit 0";
    let Some(shown) = on_a_terminal(folder.path(), 80, "C.UTF-8", &format!("{args} #")) else {
        return;
    };
    let shown = String::from_utf8(shown).unwrap().replace('\r', "");
    assert!(shown.contains("unexpected argument"), "{shown:?}");
    text(shown.as_bytes(), Look { colour: true, free: true, ..Look::default() }).unwrap();
}
