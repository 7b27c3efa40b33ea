using System.CommandLine;
using System.Diagnostics;
using FolioModel.Interleaving;
using FolioModel.Workloads;
using FolioModel.Workloads.Comparing;

namespace FolioModel.Cli.Workloads;

/// <summary><c>folio replay TRACE</c>: what a real workload would find in the page cache, by policy and by size of memory.</summary>
internal static class ReplayCommand
{
    private const string Description = """
        Replay a trace through the page cache, with the kernel's own reclaim or with other eviction policies, at several sizes of memory.

        Reads oracleGeneral, lcs, csv, vscsi, fio iolog, MSR, Alibaba, Tencent, SYSTOR, blkparse, strace, ftrace and perf script of
        mm_filemap_*, DAMON, and the recorded .seq; plain, gz or zstd, from a file or from standard input (-). Each request is cut into
        pages of 4 KiB. With --readahead or --dirty-ratio the trace's files lie on a simulated disk, written pages wait for the flusher,
        loads and stores go through mappings, and the trace's times pass. Ctrl-C ends the replay and prints what is known.
        Examples:
          folio replay TRACE --memory 10%,20% --policy classic,mglru
          folio replay TRACE --memory 1G --policy all --json
        """;

    private const int KibibytesPerPage = 4;
    private const int MostReadahead = 1 << 16;

    private static readonly Argument<string> s_trace = new("trace") { Description = "The trace; - for standard input." };

    private static readonly Option<string?> s_format = new("--format")
    {
        Description = "The format, where its content does not tell: a name, or csv: with libCacheSim's columns, as in "
            + "csv:time-col=1,obj-id-col=2,obj-size-col=3.",
        HelpName = "NAME",
    };

    private static readonly Option<string> s_memory = new("--memory")
    {
        Description = "Sizes of memory, as in 512M,1G, in pages, 100000p, or of the trace's distinct pages, 10%.",
        HelpName = "SIZES",
        DefaultValueFactory = _ => "10%",
    };

    private static readonly Option<string> s_policy = new("--policy")
    {
        Description = $"Policies: {string.Join(", ", ReplayPolicy.Known.Select(static p => p.Name))}, or all.",
        HelpName = "NAMES",
        DefaultValueFactory = _ => "classic,mglru",
    };

    private static readonly Option<bool> s_requests =
        new("--requests") { Description = "Count whole requests, each one object, in a cache of exactly so many objects." };

    private static readonly Option<int> s_parallel = new("--parallel")
    {
        Description = "The number of threads. Results do not depend on it.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private static readonly Option<int?> s_readahead = new("--readahead")
    {
        Description = "KiB of the largest readahead window, as read_ahead_kb; Linux has 128. Without it nothing is read ahead.",
        HelpName = "KB",
    };

    private static readonly Option<int?> s_dirtyRatio = new("--dirty-ratio")
    {
        Description = "Hundredths of the memory that may be dirty, as vm.dirty_ratio; Linux has 20. Without it and without --readahead a "
            + "written page counts as written back at once.",
        HelpName = "PERCENT",
    };

    private static readonly Option<string[]> s_compare = new("--compare")
    {
        Description = "Two policies: find the first page of which they differ, and tell its story under both.",
        HelpName = "A B",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> s_html = new("--html")
    {
        Description = "Write one offline page: miss-ratio curve, hit ratio over time, files in memory, and where the curve has its knee.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_group = new("--group")
    {
        Description = "A JSON file of memory control groups: which files each pays for, its limits, its policy. --memory then limits them "
            + "all together. docs/reference/replay-groups.schema.json has the schema.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> s_parquet = new("--parquet")
    {
        Description = "Write the results as a Parquet file as well, a row for each policy, size and group.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    private static readonly Option<bool> s_csv = new("--csv") { Description = "Print a table of comma-separated values." };

    public static Command Create()
    {
        Command command = new("replay", Description)
        {
            s_trace, s_format, s_memory, s_policy, s_requests, s_readahead, s_dirtyRatio, s_group, s_compare, s_html, s_parallel, s_json,
            s_csv, s_parquet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        // Nothing is explored here: without the records of an exploration every access to the model is faster.
        AppContext.SetSwitch(AccessTracking.Switch, false);
        TextWriter error = parsed.InvocationConfiguration.Error;
        try
        {
            if (parsed.GetValue(s_json) && parsed.GetValue(s_csv))
            {
                throw new FormatException("--json and --csv: expected one of them");
            }

            int threads = parsed.GetValue(s_parallel) is >= 1 and var given ? given
                : throw new FormatException($"--parallel: expected 1 or more, found {parsed.GetValue(s_parallel)}");
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(s_compare) is { Length: 2 } pair)
            {
                return Compare(parsed, pair, output, error, cancellation);
            }

            ReplayReport report = Replay(parsed, threads, error, cancellation);
            output.Write(parsed.GetValue(s_json) ? report.ToJson() : parsed.GetValue(s_csv) ? report.ToCsv() : report.ToText());
            return ExitCode.Holds;
        }
        catch (Exception e) when (e is FormatException or MalformedWorkloadException or IOException or UnauthorizedAccessException
            or InvalidOperationException or OverflowException or ArgumentException)
        {
            return Complaint.Write(error, "replay", e.Message);
        }
    }

    private static ReplayReport Replay(ParseResult parsed, int threads, TextWriter error, CancellationToken cancellation)
    {
        string path = parsed.GetValue(s_trace)!;
        string? format = parsed.GetValue(s_format);
        string names = parsed.GetValue(s_policy)!;
        ReplayPolicy[] policies = names == "all" ? [.. ReplayPolicy.Known]
            : [.. names.Split(',', StringSplitOptions.TrimEntries).Select(static n => PolicyOf(n))];
        ReplayTrace trace = new(path, format);
        (ReplayOptions options, long[] memory) = Prepare(parsed, trace);
        using ITraceReader reader = trace.Open();
        ReplayProgress progress = new(error, trace.Requests);
        Stopwatch watch = Stopwatch.StartNew();
        long requests = 0;
        ReplayTimes times = new();
        IReadOnlyList<ReplayResult> results = Workload.Replay(reader, policies, memory, options, threads, done =>
        {
            requests = done;
            progress.Show(done);
        }, times, cancellation);
        progress.Clear();
        if (requests == 0)
        {
            throw new FormatException($"{path}: expected requests, found none in format {reader.Format}");
        }

        ReplayReport report = new(
            path, reader.Format, requests, results, times, watch.Elapsed, cancellation.IsCancellationRequested, options.UsesFiles);
        if (parsed.GetValue(s_html) is { } page)
        {
            File.WriteAllText(page, new ReplayPage(report, reader.NameOf).ToHtml());
        }

        if (parsed.GetValue(s_parquet) is { } table)
        {
            ReplayTable.Write(report, table);
        }

        return report;
    }

    /// <summary>Reads the options, and the trace once before the replay where they need it.</summary>
    private static (ReplayOptions Options, long[] Memory) Prepare(ParseResult parsed, ReplayTrace trace)
    {
        int? readahead = parsed.GetValue(s_readahead);
        int? ratio = parsed.GetValue(s_dirtyRatio);
        if (readahead is < 0 or > MostReadahead)
        {
            throw new FormatException($"--readahead: expected 0 to {MostReadahead} KiB, found {readahead}");
        }

        if (ratio is < 1 or > 100)
        {
            throw new FormatException($"--dirty-ratio: expected 1 to 100, found {ratio}");
        }

        ReplayOptions options = new()
        {
            WholeRequests = parsed.GetValue(s_requests),
            ReadaheadPages = (readahead ?? 0) / KibibytesPerPage,
            DirtyRatio = ratio,
            Moments = parsed.GetValue(s_html) is null ? 0 : ReplayPage.Moments,
        };
        if (parsed.GetValue(s_group) is { } groups)
        {
            options = options with { Groups = GroupFile.Read(groups, () => trace.Measure(options, "--group: a percentage").Distinct) };
        }

        if (options.UsesFiles)
        {
            options = options with { FileSizes = trace.Measure(options, "--readahead and --dirty-ratio").FileSizes };
        }

        long[] memory = MemorySizes.Parse(parsed.GetValue(s_memory)!, () => trace.Measure(options, "--memory: a percentage").Distinct);
        return (options, memory);
    }

    private static int Compare(
        ParseResult parsed, string[] names, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        ReplayTrace trace = new(parsed.GetValue(s_trace)!, parsed.GetValue(s_format));
        (ReplayOptions options, long[] memory) = Prepare(parsed, trace);
        trace.RequireFile("--compare");
        if (memory.Length != 1 || options.WholeRequests)
        {
            throw new FormatException("--compare: expected one size of memory, and pages rather than --requests");
        }

        ReplayProgress progress = new(error, null);
        PolicyComparison comparison = new(trace.Open, PolicyOf(names[0]), PolicyOf(names[1]), memory[0], options)
        {
            Progress = progress.Show,
        };
        PolicyDifference? found = comparison.Find(cancellation);
        progress.Clear();
        output.Write(ComparisonText.Of(found, names, memory[0], trace.NameOf(found?.File)));
        return found is null ? ExitCode.Holds : ExitCode.Violated;
    }

    private static ReplayPolicy PolicyOf(string name)
    {
        try
        {
            return ReplayPolicy.Parse(name);
        }
        catch (FormatException e)
        {
            throw new FormatException($"--policy: {e.Message}", e);
        }
    }
}
