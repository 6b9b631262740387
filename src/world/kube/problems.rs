//! How much is said of one document.
//!
//! A list of a million items that are no containers is one fault, made a million times. What is kept of
//! it is enough to mend; that something is wrong is never lost.

use crate::diag::{Diagnostic, Severity};

/// How many diagnostics are kept.
pub(super) const MOST: usize = 200;

/// Takes diagnostics up to a limit.
pub(super) trait Keep {
    /// Keeps `diagnostic`, unless there are many already. The first error is kept in any case.
    fn keep(&mut self, diagnostic: Diagnostic);

    /// True if nothing more is kept: what it would say, with the path that leads there, need not be
    /// put together.
    fn is_full(&self) -> bool;
}

impl Keep for Vec<Diagnostic> {
    fn keep(&mut self, diagnostic: Diagnostic) {
        let error = |d: &Diagnostic| d.severity() == Severity::Error;
        if self.len() < MOST {
            self.push(diagnostic);
        } else if error(&diagnostic) && !self.iter().any(error) {
            self.pop();
            self.push(diagnostic);
        }
        if self.len() == MOST {
            let more = "mend these first: the document may have more faults";
            if let Some(last) = self.last_mut().filter(|last| last.help.iter().all(|h| h != more)) {
                last.help.push(more.to_owned());
            }
        }
    }

    fn is_full(&self) -> bool {
        self.len() >= MOST && self.iter().any(|d| d.severity() == Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Keep, MOST};
    use crate::diag::{Code, Diagnostic, Severity};

    #[test]
    fn an_error_is_kept_behind_any_number_of_lints() {
        let mut kept = Vec::new();
        for _ in 0..MOST * 2 {
            kept.keep(Diagnostic::new(Code::L0392, "lint"));
        }
        assert!(!kept.is_full(), "there is no error among them");
        kept.keep(Diagnostic::new(Code::E0531, "error"));
        assert!(kept.is_full());
        kept.keep(Diagnostic::new(Code::E0532, "another"));
        assert_eq!(kept.len(), MOST);
        let errors: Vec<_> = kept.iter().filter(|d| d.severity() == Severity::Error).collect();
        assert_eq!(errors.len(), 1);
        assert_eq!((errors[0].code, errors[0].help.len()), (Code::E0531, 1));
    }
}
