//! How many diagnostics of one file are kept.
//!
//! A file of a hundred thousand broken documents has a hundred thousand faults. What is kept of them is
//! enough to mend; that something is wrong is never lost: errors and the rest are counted apart, so
//! that no flood of lints takes the place of an error.

use super::{Diagnostic, Severity};

/// Lets so many errors pass, and so many others, and counts the rest.
#[derive(Clone, Copy, Debug)]
pub struct Few {
    most: usize,
    errors: usize,
    others: usize,
}

impl Few {
    /// At most `most` of either.
    pub fn new(most: usize) -> Self {
        Self { most, errors: 0, others: 0 }
    }

    /// Counts one of this severity; true if it is to be kept.
    pub fn admits(&mut self, severity: Severity) -> bool {
        let count = if severity == Severity::Error { &mut self.errors } else { &mut self.others };
        *count += 1;
        *count <= self.most
    }

    /// Counts errors that nobody made, because they were too many.
    pub fn miss(&mut self, errors: usize) {
        self.errors += errors;
    }

    /// Says in the last error that is kept how many are not.
    pub fn finish<'d>(self, kept: impl DoubleEndedIterator<Item = &'d mut Diagnostic>) {
        let more = self.errors.saturating_sub(self.most);
        if more == 0 {
            return;
        }
        if let Some(last) = kept.rev().find(|it| it.severity() == Severity::Error) {
            last.help.push(format!("mend these first: there are {more} more faults"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn lints_take_no_error_s_place() {
        let mut few = Few::new(2);
        let kept = |severity, few: &mut Few| (0..5).filter(|_| few.admits(severity)).count();
        assert_eq!(kept(Severity::Warning, &mut few), 2);
        assert_eq!(kept(Severity::Error, &mut few), 2);
        let mut found = [Diagnostic::new(Code::E0501, "a"), Diagnostic::new(Code::E0501, "b")];
        few.finish(found.iter_mut());
        let help = found.iter().map(|it| it.help.concat()).collect::<Vec<_>>();
        assert_eq!(help, ["", "mend these first: there are 3 more faults"]);
    }
}
