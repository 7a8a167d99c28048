//! Standard output and standard error, with or without colour.

use std::io::{self, BufWriter, StdoutLock, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// Results go to the writer, messages to standard error.
pub(super) struct Streams {
    out: BufWriter<StdoutLock<'static>>,
    choice: ColorChoice,
}

impl Streams {
    pub(super) fn new(choice: ColorChoice) -> Self {
        Self {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            choice,
        }
    }

    /// Where results go.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// True when results should be coloured.
    pub(super) fn colours_results(&self) -> bool {
        colours(self.choice, &io::stdout())
    }

    /// Columns of the terminal, or of a page where there is none.
    pub(super) fn width(&self) -> usize {
        terminal_size::terminal_size()
            .map_or(100, |(terminal_size::Width(width), _)| usize::from(width))
    }

    /// Prints a message for the person at the terminal.
    pub(super) fn note(&mut self, message: &str) {
        // Results written so far come first where both streams are one terminal.
        let _ = self.out.flush();
        let mut messages = AutoStream::new(io::stderr().lock(), self.choice);
        // Nobody is left to tell when standard error itself fails.
        let _ = writeln!(messages, "{message}");
    }

    /// Prints what went wrong.
    pub(super) fn error(&mut self, message: &str) {
        let bold_red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        self.note(&format!("{bold_red}error{bold_red:#}: {message}"));
    }

    /// Prints what the user may not have meant.
    pub(super) fn warning(&mut self, message: &str) {
        let bold_yellow = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
        self.note(&format!("{bold_yellow}warning{bold_yellow:#}: {message}"));
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn colours<S: anstream::stream::RawStream>(choice: ColorChoice, stream: &S) -> bool {
    match choice {
        ColorChoice::Auto => AutoStream::choice(stream) != ColorChoice::Never,
        ColorChoice::Never => false,
        ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
    }
}
