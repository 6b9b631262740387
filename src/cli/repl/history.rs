//! Where the entries of earlier sessions are kept.

use std::env;
use std::path::PathBuf;

/// The file, in the folder for what programs remember: `$XDG_STATE_HOME`, else `~/.local/state`; on
/// Windows `%LOCALAPPDATA%`. None where the machine has no such folder.
pub(super) fn file() -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    let home = || Some(absolute("HOME")?.join(".local").join("state"));
    let folder = match cfg!(windows) {
        true => absolute("LOCALAPPDATA"),
        false => absolute("XDG_STATE_HOME").or_else(home),
    };
    Some(folder?.join("seaworthy").join("history"))
}
