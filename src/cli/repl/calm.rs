//! Ctrl-C never ends a session.
//!
//! While a line is edited the editor reads Ctrl-C itself and drops the line. Between two lines the
//! terminal would end the process, with all that was entered. So for as long as a session lasts the
//! terminal is in one of two states: while somebody may type no key makes a signal, and while an entry
//! is carried out Ctrl-C is no such key, though Ctrl-\ and Ctrl-Z are. One call goes from one state to the
//! other; there is no moment at which Ctrl-C would end the process. What is carried out ends by itself,
//! since fuel does; a Ctrl-C that came in the meantime drops the next line.

#[cfg(unix)]
use nix::sys::termios::{
    LocalFlags, SetArg, SpecialCharacterIndices, Termios, tcgetattr, tcsetattr,
};

/// Keeps Ctrl-C from ending the process until it is dropped.
#[derive(Debug)]
pub(super) struct Calm {
    #[cfg(unix)]
    states: Option<States>,
}

/// How the terminal was, and how it is while a session lasts.
#[cfg(unix)]
#[derive(Debug)]
struct States {
    before: Termios,
    typing: Termios,
    working: Termios,
}

/// Stands for no key.
#[cfg(unix)]
const NO_KEY: u8 = if cfg!(any(target_os = "linux", target_os = "android")) { 0 } else { 0xFF };

impl Calm {
    /// Begins a session.
    #[cfg(unix)]
    pub(super) fn new() -> Self {
        let Ok(before) = tcgetattr(std::io::stdin()) else { return Self { states: None } };
        let (mut typing, mut working) = (before.clone(), before.clone());
        typing.local_flags &= !LocalFlags::ISIG;
        let key = working.control_chars.get_mut(SpecialCharacterIndices::VINTR as usize);
        if let Some(key) = key {
            *key = NO_KEY;
        }
        set(&typing);
        Self { states: Some(States { before, typing, working }) }
    }

    /// Does what an entry asks for.
    pub(super) fn at_work<T>(&self, work: impl FnOnce() -> T) -> T {
        #[cfg(unix)]
        if let Some(states) = &self.states {
            set(&states.working);
            let done = work();
            set(&states.typing);
            return done;
        }
        work()
    }

    #[cfg(not(unix))]
    pub(super) fn new() -> Self {
        Self {}
    }
}

#[cfg(unix)]
fn set(state: &Termios) {
    // A terminal that has gone needs nothing any more.
    let _ = tcsetattr(std::io::stdin(), SetArg::TCSADRAIN, state);
}

#[cfg(unix)]
impl Drop for Calm {
    fn drop(&mut self) {
        if let Some(states) = &self.states {
            set(&states.before);
        }
    }
}
