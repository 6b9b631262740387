//! What is said of pull policies, line by line.

use seaworthy::world::image::{PullPolicy, Reference, effective_pull_policy};

use PullPolicy::{Always, IfNotPresent, Never};

const DIGEST: &str = "sha256:e6693c20186f837fc393390135d8a598a96a833917917789d63766cab6c59582";

/// Lines 1, 5 and 7. What a kube-apiserver 1.20.2 stored was the same.
#[test]
fn the_effective_policy_and_why() {
    let digest = format!("nginx@{DIGEST}");
    let latest = format!("nginx:latest@{DIGEST}");
    let tagged = format!("nginx:1@{DIGEST}");
    let implied = "Always ← implied tag latest ← no tag, no digest";
    let other = "IfNotPresent ← tag other than latest";
    for (text, declared, always, derivation) in [
        ("nginx", None, false, implied),
        ("localhost:5000/a", None, false, implied),
        ("nginx:latest", None, false, "Always ← tag latest"),
        (&latest, None, false, "Always ← tag latest"),
        ("nginx:Latest", None, false, other),
        ("nginx:latest-alpine", None, false, other),
        ("nginx:1.27", None, false, other),
        (&tagged, None, false, other),
        (&digest, None, false, "IfNotPresent ← digest, no tag"),
        ("nginx", Some(Never), false, "Never ← declared"),
        ("nginx:1", Some(Always), false, "Always ← declared"),
        ("nginx:1", None, true, "Always ← AlwaysPullImages"),
        (&digest, Some(Never), true, "Always ← AlwaysPullImages, over declared Never"),
    ] {
        let reference = Reference::parse(text).expect(text);
        let found = effective_pull_policy(declared, Some(&reference), always).expect(text);
        assert_eq!(found.derivation.to_string(), derivation, "{text}");
        assert_eq!(found.policy, found.derivation.policy(), "{text}");
        assert!(derivation.starts_with(found.policy.as_str()), "{text}");
    }
}

/// A reference that does not parse: what is declared counts, what is not is unknown.
#[test]
fn without_a_reference_only_what_is_declared_is_known() {
    assert_eq!(effective_pull_policy(None, None, false), None);
    let policy = |found: Option<seaworthy::world::image::Effective>| found.map(|f| f.policy);
    assert_eq!(policy(effective_pull_policy(Some(IfNotPresent), None, false)), Some(IfNotPresent));
    assert_eq!(policy(effective_pull_policy(None, None, true)), Some(Always));
}

/// Line 4: case counts.
#[test]
fn case_counts_and_slips_are_named() {
    for policy in PullPolicy::ALL {
        assert_eq!(PullPolicy::read(policy.as_str()), Ok(policy));
    }
    for (text, message, help, meant) in [
        ("always", "`always` is not a pull policy", "write `Always`; case counts", Some(Always)),
        ("NEVER", "`NEVER` is not a pull policy", "write `Never`; case counts", Some(Never)),
        (
            "ifNotPresent",
            "`ifNotPresent` is not a pull policy",
            "write `IfNotPresent`; case counts",
            Some(IfNotPresent),
        ),
        ("Alway", "`Alway` is not a pull policy", "write `Always`; case counts", Some(Always)),
        ("Always ", "`Always ` is not a pull policy", "write `Always`; case counts", Some(Always)),
        ("", "`` is not a pull policy", "write `Always`, `IfNotPresent` or `Never`", None),
        (
            "Al\u{1b}",
            "`Al\\u{1b}` is not a pull policy",
            "write `Always`, `IfNotPresent` or `Never`",
            None,
        ),
    ] {
        let fault = PullPolicy::read(text).expect_err(text);
        assert_eq!((fault.message().as_str(), fault.help().as_str()), (message, help), "{text:?}");
        assert_eq!((fault.meant(), fault.to_string().as_str()), (meant, message), "{text:?}");
    }
}
