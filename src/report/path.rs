//! Names of files as programs want them: from the folder that the run stands in, or as a URI.
//!
//! A report names a file as it was named to it. What reads SARIF, or puts notes on the lines of a
//! merge request, looks for `deploy/web.yaml`, whether that was named as `./deploy` or by a path from
//! the root.

use std::fmt::Write as _;

/// The folder that paths are told from.
#[derive(Clone, Debug, Default)]
pub struct Root(Option<String>);

impl Root {
    /// The folder, as it is shown; none if it is not known.
    pub fn new(folder: Option<String>) -> Self {
        Self(folder.map(|folder| folder.trim_end_matches('/').to_owned() + "/"))
    }

    /// `file` from here, without the steps that lead nowhere.
    pub fn relative<'f>(&self, file: &'f str) -> &'f str {
        let below = self.0.as_deref().and_then(|root| file.strip_prefix(root));
        let mut path = below.filter(|path| !path.is_empty()).unwrap_or(file);
        while let Some(rest) = path.strip_prefix("./").filter(|rest| !rest.is_empty()) {
            path = rest.trim_start_matches('/');
        }
        if path.is_empty() { file } else { path }
    }

    /// The same as a reference of a URI (RFC 3986), and whether it is from here: a path from the root
    /// of the file system is not. The bytes that [`shown`](crate::world::input::shown) writes as `\xNN`
    /// are bytes again.
    pub(super) fn uri(&self, file: &str) -> (String, bool) {
        let path = self.relative(file);
        let mut uri = String::with_capacity(path.len());
        let absolute = path.starts_with('/');
        if absolute {
            uri.push_str("file://");
        }
        let mut rest = path;
        while let Some(c) = rest.chars().next() {
            if let Some((hex, behind)) = escaped(rest) {
                let _ = write!(uri, "%{hex}");
                rest = behind;
                continue;
            }
            let (first, behind) = rest.split_at(c.len_utf8());
            let plain = c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '/');
            match plain {
                true => uri.push(c),
                false => first.bytes().for_each(|byte| {
                    let _ = write!(uri, "%{byte:02X}");
                }),
            }
            rest = behind;
        }
        (uri, !absolute)
    }
}

/// The digits of a byte that is written as `\xNN`, and what follows.
fn escaped(text: &str) -> Option<(&str, &str)> {
    let (hex, behind) = text.strip_prefix("\\x")?.split_at_checked(2)?;
    let digit = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
    hex.bytes().all(digit).then_some((hex, behind))
}

#[cfg(test)]
mod tests {
    use super::Root;

    #[test]
    fn files_are_told_from_the_folder() {
        let root = Root::new(Some("/home/me/shop/".into()));
        for (file, relative) in [
            ("deploy/web.yaml", "deploy/web.yaml"),
            ("./deploy/./web.yaml", "deploy/./web.yaml"),
            ("././web.yaml", "web.yaml"),
            (".//web.yaml", "web.yaml"),
            ("/home/me/shop/web.yaml", "web.yaml"),
            ("/home/me/shopping/web.yaml", "/home/me/shopping/web.yaml"),
            ("../web.yaml", "../web.yaml"),
            ("./", "./"),
            (".hidden/web.yaml", ".hidden/web.yaml"),
        ] {
            assert_eq!(root.relative(file), relative, "{file}");
        }
        assert_eq!(Root::default().relative("/web.yaml"), "/web.yaml");
    }

    #[test]
    fn files_are_told_as_uris() {
        let root = Root::new(Some("/home".into()));
        for (file, uri) in [
            ("deploy/web.yaml", "deploy/web.yaml"),
            ("a b:c#d?e%.yaml", "a%20b%3Ac%23d%3Fe%25.yaml"),
            ("größe.yaml", "gr%C3%B6%C3%9Fe.yaml"),
            ("caf\\xE9.yaml", "caf%E9.yaml"),
            ("a\\x5CxE9.yaml", "a%5CxE9.yaml"),
            ("a\\b.yaml", "a%5Cb.yaml"),
            ("/etc/x.yaml", "file:///etc/x.yaml"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(root.uri(file).0, uri, "{file}");
        }
    }
}
