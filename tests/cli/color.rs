//! `--color`, NO_COLOR and CLICOLOR_FORCE.

use std::process::Command;

use crate::harness::root;

/// True if a finding is coloured under these options and variables; nothing here is a terminal.
fn colored(args: &[&str], variables: &[(&str, &str)]) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
    command.args(["check", "examples/how-to-pods/as-meant/always.yaml"]).args(args);
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM"] {
        command.env_remove(name);
    }
    let ran = command.envs(variables.iter().copied()).current_dir(root()).output().unwrap();
    assert_eq!(ran.status.code(), Some(1));
    ran.stdout.contains(&0x1b)
}

#[test]
fn colour_is_asked_for_or_forced() {
    let (force, no) = (("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1"));
    for (args, variables, expected) in [
        (&[][..], &[][..], false),
        (&["--color", "auto"], &[], false),
        (&["--color", "always"], &[], true),
        (&["--color", "never"], &[], false),
        (&[], &[force], true),
        (&[], &[("CLICOLOR_FORCE", "0")], false),
        (&[], &[no], false),
        (&["--color", "always"], &[no], true),
        (&["--color", "never"], &[force], false),
        (&["--color=auto"], &[force], true),
    ] {
        assert_eq!(colored(args, variables), expected, "{args:?} {variables:?}");
    }
}
