using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using FolioModel.Cli;
using FolioModel.Diagnosis;

namespace FolioModel.Tests.Diagnosis;

/// <summary>
/// Traces of a real kernel: 6.12.117 with CONFIG_DEBUG_PAGE_REF, in which a module took three references and kept them: a lookup, a page of
/// <c>get_user_pages</c>, and a pin. The forms of other tools are the same lines, put into words as those tools do.
/// </summary>
[TestFixture]
internal sealed partial class TraceImportTests
{
    private static string Path => System.IO.Path.Combine(
        TestContext.CurrentContext.TestDirectory, "Recordings", "traces", "page_ref_6.12.txt.gz");

    [Test]
    public void Each_planted_leak_is_found_and_its_taker_named()
    {
        TraceReport report = Read(Recorded());
        string[] lost = [.. report.Leaks.Where(static l => l.IsOrphan)
            .Select(static l => $"{l.Holding.Kind} {l.Holding.Amount} {l.Holding.Taker}, count {l.Count}")];
        Assert.That(lost, Is.EquivalentTo(new[]
        {
            "caller (lookup) 1 demo_cache_lookup, count 1", "GUP get 1 demo_gup_error, count 1", "GUP pin 1024 demo_dma_pin, count 1024",
        }));
    }

    [Test]
    public void Nearly_every_change_is_attributed()
    {
        TraceReport report = Read(Recorded());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Changes, Is.GreaterThan(9000));
            Assert.That(report.AttributedPart, Is.GreaterThan(0.99));
            Assert.That(report.Holders.Keys, Does.Contain(HolderKind.PageCache).And.Contain(HolderKind.PageTable)
                .And.Contain(HolderKind.LruAddBatch).And.Contain(HolderKind.Private));
        }
    }

    [Test]
    public void A_balance_names_who_took_and_gave_each_reference()
    {
        TraceLeak leak = Read(Recorded()).Leaks.Single(static l => l.Holding.Taker == "demo_cache_lookup");
        IReadOnlyList<TraceChange> balance = Read(Recorded(), leak.Pfn).Balances[leak.Pfn];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(balance[0], Has.Property(nameof(TraceChange.Kind)).EqualTo(HolderKind.Allocation)
                .And.Property(nameof(TraceChange.Count)).EqualTo(1));
            Assert.That(balance[^1].Count, Is.EqualTo(1));
            Assert.That(balance.Sum(static c => c.Amount), Is.EqualTo(1));
            Assert.That(balance.Where(static c => c.Amount < 0).Select(static c => c.TakenAt), Has.All.GreaterThan(0));
        }
    }

    [TestCase("trace-cmd")]
    [TestCase("perf")]
    public void The_same_trace_as_another_tool_prints_it_says_the_same(string tool)
    {
        TraceReport expected = Read(Recorded());
        TraceReport actual = Read(tool == "perf" ? AsPerf(Recorded()) : AsTraceCmd(Recorded()));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((actual.Events, actual.Changes, actual.Attributed),
                Is.EqualTo((expected.Events, expected.Changes, expected.Attributed)));
            Assert.That(actual.Leaks.Select(static l => (l.Pfn, l.Holding.Kind, l.Holding.Taker)),
                Is.EqualTo(expected.Leaks.Select(static l => (l.Pfn, l.Holding.Kind, l.Holding.Taker))));
        }
    }

    [Test]
    public void Without_counts_the_page_cache_is_derived_from_its_events()
    {
        string text = string.Join('\n', Recorded().Split('\n').Where(static line => !line.Contains("page_ref_", StringComparison.Ordinal)));
        TraceReport report = Read(text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Holders.Keys, Is.EquivalentTo(new[] { HolderKind.Allocation, HolderKind.PageCache }));
            Assert.That(report.Changes, Is.GreaterThan(90));
            Assert.That(report.AttributedPart, Is.GreaterThan(0.99));
        }
    }

    [Test]
    public void A_lost_event_shows_as_a_count_that_does_not_follow()
    {
        const string Text = """
            a-1 [000] ..... 1.0: page_ref_set: pfn=0x10 flags=none count=1 mapcount=-1 mapping=0 mt=1 val=1
            a-1 [000] ..... 1.1: page_ref_mod: pfn=0x10 flags=none count=3 mapcount=-1 mapping=0 mt=1 val=1
            """;
        Assert.That(Read(Text).Unexplained.Select(static p => p.What), Does.Contain("the count went up by 1 without an event"));
    }

    [TestCase(1)]
    [TestCase(61)]
    [TestCase(4096)]
    public void In_whatever_pieces_a_text_comes_its_report_is_the_same(int piece)
    {
        const int Part = 200_000;
        byte[] text = Encoding.UTF8.GetBytes(Recorded()[..Part]);
        TraceReport whole = TraceImport.Read(new MemoryStream(text));
        TraceReport pieces = TraceImport.Read(new PiecesStream(text, piece));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole.Events, Is.GreaterThan(300));
            Assert.That(Summary(pieces), Is.EqualTo(Summary(whole)));
        }
    }

    [Test]
    public void A_stack_seen_before_ends_where_its_lines_end()
    {
        // The third stack begins like the first and goes on after a line that is none: what follows that line is no part of it.
        const string Text = """
            a-1 [000] ..... 1.0: page_ref_mod: pfn=0x10 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=1
             => __page_ref_mod
             => demo_first
            a-1 [000] ..... 1.1: page_ref_mod: pfn=0x11 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=1
             => __page_ref_mod
             => demo_first
             => demo_caller
            a-1 [000] ..... 1.2: page_ref_mod: pfn=0x12 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=1
             => __page_ref_mod
             => demo_first

             => demo_stray
            a-1 [000] ..... 1.3: page_ref_mod: pfn=0x13 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=1
             => __page_ref_mod
             => demo_first

             => demo_stray
            a-1 [000] ..... 1.4: page_ref_mod: pfn=0x14 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=1
             => __page_ref_mod
             => demo_first
            """;
        Assert.That(
            Read(Text).Leaks.Select(static l => string.Join(' ', l.Holding.Stack)),
            Is.EqualTo(new[] { "demo_first", "demo_first demo_caller", "demo_first", "demo_first", "demo_first" }));
    }

    [Test]
    public void References_of_several_takers_are_given_back_each_to_its_own_and_the_newest_first()
    {
        const string Text = """
            a-1 [000] ..... 1.0: page_ref_set: pfn=0x10 flags=none count=1 mapcount=-1 mapping=0 mt=1 val=1
             => prep_new_page
            a-1 [000] ..... 1.1: page_ref_mod_unless: pfn=0x10 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=1 ret=1
             => filemap_get_entry
             => demo_a
            b-2 [000] ..... 1.2: page_ref_mod_unless: pfn=0x10 flags=none count=3 mapcount=-1 mapping=0 mt=1 val=1 ret=1
             => filemap_get_entry
             => demo_b
            a-1 [000] ..... 1.3: page_ref_mod_unless: pfn=0x10 flags=none count=4 mapcount=-1 mapping=0 mt=1 val=1 ret=1
             => filemap_get_entry
             => demo_c
            b-2 [000] ..... 1.4: page_ref_mod_and_test: pfn=0x10 flags=none count=3 mapcount=-1 mapping=0 mt=1 val=-1 ret=0
             => folio_put
            a-1 [000] ..... 1.5: page_ref_mod_and_test: pfn=0x10 flags=none count=2 mapcount=-1 mapping=0 mt=1 val=-1 ret=0
             => folio_put
            """;
        TraceReport report = Read(Text, 0x10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                report.Leaks.Select(static l => (l.Holding.Taker, l.Holding.Amount, l.IsOrphan)),
                Is.EqualTo(new[] { ("demo_a", 1, false) }));
            Assert.That(report.Balances[0x10].Select(static c => c.TakenAt), Is.EqualTo(new long[] { 0, 0, 0, 0, 6, 9 }));
        }
    }

    [Test]
    public void The_command_says_the_leaks_and_fails()
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(["import", Path, "--page", "0x1"], output, error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output.ToString(), Does.Contain("taken by demo_dma_pin").And.Contain("never given back"));
            Assert.That(FolioCommandLine.Run(["import", Path, "--json"], output, error), Is.EqualTo(1));
            Assert.That(FolioCommandLine.Run(["import", Path, "--page", "x"], output, error), Is.EqualTo(2));
            Assert.That(FolioCommandLine.Run(["import", Path + "x"], output, error), Is.EqualTo(2));
        }
    }

    [Test]
    public void A_text_without_events_is_refused()
    {
        string path = System.IO.Path.GetTempFileName();
        File.WriteAllText(path, "hello\n");
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.That(FolioCommandLine.Run(["import", path], output, error), Is.EqualTo(2));
        Assert.That(error.ToString(), Does.Contain("no event of a page in 1 lines"));
        File.Delete(path);
    }

    private static TraceReport Read(string text, params long[] pages) =>
        TraceImport.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), pages);

    private static string Summary(TraceReport report) => string.Join('\n', new[]
    {
        $"{report.Lines} {report.Events} {report.Pages} {report.Lives} {report.Changes} {report.Attributed}",
    }.Concat(report.Leaks.Select(static l => $"{l.Pfn} {l.Count} {l.Holding.Kind} {l.Holding.Line} {string.Join(' ', l.Holding.Stack)}"))
        .Concat(report.Unexplained.Select(static p => p.ToString())));

    private static string Recorded()
    {
        using GZipStream contents = new(File.OpenRead(Path), CompressionMode.Decompress);
        using StreamReader reader = new(contents);
        return reader.ReadToEnd();
    }

    private static string AsTraceCmd(string text) => FrameLine().Replace(
        EventLine().Replace(text, "${task} ${cpu}  ${time}: ${event}:         ")
            .Replace(": <stack trace>", ": kernel_stack:         <stack trace >", StringComparison.Ordinal),
        "=> ${name} (ffffffff81234567)");

    private static string AsPerf(string text) => FrameLine().Replace(
        EventLine().Replace(Marks().Replace(text, ""), static m =>
            $"\n{m.Groups["task"].Value.Replace('-', ' ')} {m.Groups["cpu"].Value} {m.Groups["time"].Value}: "
            + $"{(m.Groups["event"].Value.StartsWith("page_ref", StringComparison.Ordinal) ? "page_ref" : "kmem")}:"
            + $"{m.Groups["event"].Value}: "),
        "\tffffffff81234567 ${name}+0x12 ([kernel.kallsyms])");

    [GeneratedRegex(@"^(?<task> +\S+-\d+ +)(?<cpu>\[\d+\]) \S+ +(?<time>[\d.]+): (?<event>\w+): ",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EventLine();

    [GeneratedRegex(@"^ => (?<name>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FrameLine();

    [GeneratedRegex(@"^.*: <stack trace>\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Marks();

    /// <summary>A stream that gives few bytes at a time, as a pipe does.</summary>
    private sealed class PiecesStream(byte[] text, int piece) : MemoryStream(text)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
