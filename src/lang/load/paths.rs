//! Paths as text.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The path without `.` and, as far as it can be told from the text, without `..`.
pub(super) fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut out = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                let up = matches!(out.components().next_back(), Some(Utf8Component::Normal(_)));
                if up {
                    out.pop();
                } else if !out.has_root() {
                    out.push("..");
                }
            }
            other => out.push(other.as_str()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_go_as_far_as_they_can() {
        for (path, expected) in [
            ("./a/../b", "b"),
            ("../a", "../a"),
            ("a/../../b", "../b"),
            ("/../a", "/a"),
            ("/a/./b/..", "/a"),
            ("", ""),
        ] {
            assert_eq!(normal(Utf8Path::new(path)), expected, "{path}");
        }
    }
}
