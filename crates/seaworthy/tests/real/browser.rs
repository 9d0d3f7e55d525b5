//! The page of a scan in a real browser: its script runs, nothing is asked of any network, and it
//! can be looked at in light and dark, narrow, and printed.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, ensure};

use crate::scan::program;
use crate::{parts, storefront};

/// Chromium without a window. It thinks that all other hosts are one that we listen on, so that a
/// request of the page would be seen.
fn chromium(folder: &Path, port: u16) -> Result<Command> {
    let mut command = parts::command("chromium", folder)?;
    command.args([
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--virtual-time-budget=3000",
    ]);
    command.arg(format!(
        "--user-data-dir={}",
        folder.join("profile").display()
    ));
    // What the browser asks its own maker for at start is not the page's doing and goes nowhere.
    let mut rules: Vec<String> = ["google.com", "googleapis.com", "gvt1.com"]
        .iter()
        .map(|host| format!("MAP *.{host} ~NOTFOUND"))
        .collect();
    rules.push(format!("MAP * 127.0.0.1:{port}"));
    command.arg(format!("--host-resolver-rules={}", rules.join(", ")));
    Ok(command)
}

/// Counts connections to a port of loopback until the program ends.
fn listener() -> Result<(u16, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("bind")?;
    let port = listener.local_addr().context("address")?.port();
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counter.fetch_add(1, Ordering::SeqCst);
            let mut first = [0; 16];
            let _ = stream.map(|mut stream| stream.read(&mut first));
        }
    });
    Ok((port, seen))
}

fn page(folder: &Path) -> Result<String> {
    let path = folder.join("report.html");
    let mut scan = program(folder);
    let target = storefront::target();
    let output = format!("html={}", path.display());
    let ended = scan.args(["scan", &target, "--output", &output]).output();
    let ended = ended.context("start the program")?;
    ensure!(
        matches!(ended.status.code(), Some(0 | 1)),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    Ok(format!("file://{}", path.display()))
}

#[test]
fn the_page_runs_its_own_script_and_asks_no_network() -> Result<()> {
    if !parts::present(&["chromium"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let page = page(folder.path())?;
    let (port, seen) = listener()?;
    let mut browser = chromium(folder.path(), port)?;
    let shown = parts::output(browser.args(["--dump-dom", &page]))?;
    // The filter is hidden until the script has counted the findings.
    ensure!(
        shown.contains("findings shown</output>"),
        "the script did not run"
    );
    ensure!(!shown.contains(
        "<form class=\"filter\" role=\"search\" aria-label=\"Filter of findings\" hidden"
    ));
    ensure!(shown.contains("Where the risk came in"));
    ensure!(
        seen.load(Ordering::SeqCst) == 0,
        "the page asked the network"
    );
    Ok(())
}

/// The same browser with a page that does what ours must not: the check above can fail.
#[test]
fn a_page_that_asks_the_network_would_be_seen() -> Result<()> {
    if !parts::present(&["chromium"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("bad.html");
    fs::write(&path, "<img src=\"http://tracker.example/pixel.png\">")?;
    let (port, seen) = listener()?;
    let mut browser = chromium(folder.path(), port)?;
    parts::output(browser.args(["--dump-dom", &format!("file://{}", path.display())]))?;
    ensure!(seen.load(Ordering::SeqCst) > 0, "the request was not seen");
    Ok(())
}

/// What the policy in the head forbids stays undone, even where a text got through unescaped.
#[test]
fn the_policy_of_the_page_stops_what_would_slip_through() -> Result<()> {
    if !parts::present(&["chromium"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let page = page(folder.path())?;
    let path = page.trim_start_matches("file://");
    let evil = "<script>document.title='owned'</script>\
                <img src=\"http://tracker.example/x\" onerror=\"document.title='owned'\"></body>";
    let text = fs::read_to_string(path)?.replace("</body>", evil);
    fs::write(path, text)?;
    let (port, seen) = listener()?;
    let mut browser = chromium(folder.path(), port)?;
    let shown = parts::output(browser.args(["--dump-dom", &page]))?;
    ensure!(
        shown.contains("tracker.example"),
        "the text is not in the page"
    );
    ensure!(!shown.contains("<title>owned"), "a foreign script ran");
    ensure!(
        seen.load(Ordering::SeqCst) == 0,
        "a foreign image was loaded"
    );
    Ok(())
}

#[test]
fn the_page_is_drawn_in_light_dark_and_narrow_and_printed() -> Result<()> {
    if !parts::present(&["chromium"])? {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let page = page(folder.path())?;
    let (port, _) = listener()?;
    let mut pictures = Vec::new();
    for (name, size, dark) in [
        ("light", "1280,2000", false),
        ("dark", "1280,2000", true),
        ("narrow", "500,2000", false),
    ] {
        let picture = folder.path().join(format!("{name}.png"));
        let mut browser = chromium(folder.path(), port)?;
        if dark {
            browser.arg("--blink-settings=preferredColorScheme=0");
        } else {
            browser.arg("--blink-settings=preferredColorScheme=1");
        }
        browser.arg(format!("--window-size={size}"));
        browser.arg(format!("--screenshot={}", picture.display()));
        parts::output(browser.arg(&page))?;
        let bytes = fs::read(&picture).with_context(|| format!("picture {name}"))?;
        ensure!(bytes.starts_with(b"\x89PNG"), "{name} is no picture");
        pictures.push(bytes);
    }
    let [light, dark, _] = pictures.as_slice() else {
        anyhow::bail!("three pictures");
    };
    ensure!(light != dark, "light and dark look the same");
    let paper = folder.path().join("page.pdf");
    let mut browser = chromium(folder.path(), port)?;
    browser.arg(format!("--print-to-pdf={}", paper.display()));
    parts::output(browser.arg(&page))?;
    ensure!(
        fs::read(&paper)?.starts_with(b"%PDF"),
        "nothing was printed"
    );
    Ok(())
}
