//! Ctrl-C while an entry is carried out.
//!
//! While a line is edited the editor reads Ctrl-C itself: it drops the line. Between two lines the
//! terminal would end the process with all that was entered, so for as long as a session lasts it is
//! told not to. What is carried out ends by itself, since the language's fuel does; Ctrl-\ ends the
//! process as ever. A Ctrl-C that came in the meantime drops the next line.

#[cfg(unix)]
use nix::sys::termios::{SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr};

/// Keeps Ctrl-C from ending the process until it is dropped.
#[derive(Debug)]
pub(super) struct Calm {
    /// How the terminal was.
    #[cfg(unix)]
    before: Option<Termios>,
}

/// Stands for no key.
#[cfg(unix)]
const NO_KEY: u8 = if cfg!(any(target_os = "linux", target_os = "android")) { 0 } else { 0xFF };

impl Calm {
    #[cfg(unix)]
    pub(super) fn new() -> Self {
        let Ok(before) = tcgetattr(std::io::stdin()) else { return Self { before: None } };
        let mut calm = before.clone();
        let key = calm.control_chars.get_mut(SpecialCharacterIndices::VINTR as usize);
        if let Some(key) = key {
            *key = NO_KEY;
        }
        let set = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, &calm);
        Self { before: set.is_ok().then_some(before) }
    }

    #[cfg(not(unix))]
    pub(super) fn new() -> Self {
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Calm {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // A terminal that has gone needs nothing any more.
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, before);
        }
    }
}
