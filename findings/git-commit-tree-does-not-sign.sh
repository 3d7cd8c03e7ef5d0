#!/bin/sh
# git 2.39.5: `commit.gpgSign=true` is heeded by `git commit` and `git merge`, not by `git commit-tree`.
#
# The guess: in a repository (or for a person) that signs every commit, a merge that is built with `git merge-tree
# --write-tree` and `git commit-tree` is signed like any other.
# The behaviour: `commit-tree` makes an unsigned commit and says nothing. What lands by plumbing is refused by a remote
# that requires signatures, unless `-S` is given. Shown here with a signing program that always fails: `git commit` then
# fails, `git commit-tree` does not call it.
# The output seen:
#   git commit: refused to sign
#   git commit-tree: made a commit without a signature
#   git commit-tree -S: refused to sign
#
# Needs git; works in a temporary folder with a home of its own, and ends with 1 if one of the three differs.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" GIT_CONFIG_NOSYSTEM=1
unset GIT_CONFIG_GLOBAL XDG_CONFIG_HOME || true
git init -q "$work/repository"
cd "$work/repository"
git config user.name Somebody
git config user.email somebody@example.org
git config gpg.program false
echo one >file
git add file
git -c commit.gpgSign=false commit -q -m one
git config commit.gpgSign true
echo two >file
git add file

if git commit -q -m two 2>/dev/null; then echo 'git commit: made a commit'; exit 1; fi
echo 'git commit: refused to sign'
made=$(git commit-tree -m two -p HEAD "$(git write-tree)")
if git cat-file commit "$made" | grep -q '^gpgsig'; then echo 'git commit-tree: signed'; exit 1; fi
echo 'git commit-tree: made a commit without a signature'
if git commit-tree -S -m two -p HEAD "$(git write-tree)" 2>/dev/null; then echo 'git commit-tree -S: made a commit'; exit 1; fi
echo 'git commit-tree -S: refused to sign'
