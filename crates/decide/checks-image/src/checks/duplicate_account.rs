//! Every name and every number of an account or group stands for one of them.
//!
//! # Why
//! Two accounts with one number own each other's files and processes. Of two lines with one name
//! the first counts, and people believe the second.
//!
//! # Fix
//! Give every account and group its own name and number.
//!
//! # See
//! CIS Docker 4.1

use std::collections::BTreeMap;

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::Account;
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::Low, run)
    .doc(seaworthy_check::header!("duplicate_account.rs"))
    .examples(&[
        Example::new(
            "
            accounts:
              - name: web
                uid: 1000
                gid: 1000
                path: etc/passwd   #! `web` and `job` have the user id 1000
              - {name: job, uid: 1000, gid: 1001}
            groups:
              - name: web
                uid: 1000
                gid: 1000
                path: etc/group   #! the group `web` is there 2 times
              - {name: web, uid: 1001, gid: 1001}
            ",
        ),
        Example::new(
            "
            accounts:
              - {name: web, uid: 1000, gid: 1000, path: etc/passwd}
              - {name: job, uid: 1001, gid: 1000, path: etc/passwd}
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    same(
        &image.facts.accounts,
        judge,
        "account",
        "user id",
        |account| account.uid,
    );
    same(&image.facts.groups, judge, "group", "group id", |group| {
        group.gid
    });
}

fn same(all: &[Account], judge: &mut Judge, word: &str, id: &str, number: fn(&Account) -> u32) {
    let mut by_number: BTreeMap<u32, Vec<&Account>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, Vec<&Account>> = BTreeMap::new();
    for account in all {
        by_number.entry(number(account)).or_default().push(account);
        by_name.entry(&account.name).or_default().push(account);
    }
    for (name, accounts) in &by_name {
        if let [first, _, ..] = accounts.as_slice() {
            let message = format!("the {word} `{name}` is there {} times", accounts.len());
            judge.fail(failure(message, first, format!("{word} {name}")));
        }
    }
    for (number, accounts) in by_number {
        let mut names: Vec<&str> = accounts.iter().map(|account| &*account.name).collect();
        names.dedup();
        // A second root is a matter of its own (`extra-root-account`).
        if let ([first, ..], [one, two, ..]) = (accounts.as_slice(), names.as_slice())
            && (number != 0 || word == "group")
        {
            let more = match names.len() - 2 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let message = format!("`{one}` and `{two}`{more} have the {id} {number}");
            judge.fail(failure(message, first, format!("{word} {number}")));
        }
    }
}

fn failure(message: String, account: &Account, key: String) -> Failure {
    let location = Location::File {
        path: account.path.clone(),
        line: None,
        column: None,
    };
    Failure::new(message, location).key(key)
}
