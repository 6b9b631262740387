//! The laws on generated policies, and that verdicts stay what they were.

use super::cases;
use super::grammar::policy;
use super::laws::hold;
use super::scatter::{With, scatter};
use crate::lang::eval::{World, verdicts};
use crate::lang::soundness::random::Random;
use crate::lang::soundness::{manifest_of, rules};

#[test]
fn the_laws_hold_of_generated_policies() {
    for seed in 0..cases(200) {
        let random = &mut Random::new(seed as u64);
        let text = policy(random);
        let plain = hold(&scatter(&text, With::Blanks, random));
        if !text.contains('#') {
            assert_eq!(plain, hold(&text), "number {seed}");
        }
        hold(&scatter(&text, With::Comments, random));
    }
}

#[test]
fn verdicts_stay_what_they_were() {
    let mut tried = 0;
    let mut lines = 0;
    let mut seed = 0;
    while tried < cases(60) {
        let text = rules(seed, false);
        let random = &mut Random::new(seed as u64);
        let formatted = hold(&format!("edition 1\n{}", scatter(&text, With::Comments, random)));
        let formatted = formatted.strip_prefix("edition 1\n");
        let world = World::of(&manifest_of(random));
        let before = verdicts(&text, &world);
        assert_eq!(
            Some(before.clone()),
            formatted.map(|policy| verdicts(policy, &world)),
            "{seed}"
        );
        lines += before.len();
        tried += text.matches("\nrule ").count();
        seed += 1;
    }
    assert!(lines * 2 > tried, "{lines} verdicts of {tried} rules");
}
