using System.CommandLine;
using System.Diagnostics;
using FolioModel.Interleaving;
using FolioModel.Workloads;

namespace FolioModel.Cli.Workloads;

/// <summary><c>folio replay TRACE</c>: what a real workload would find in the page cache, by policy and by size of memory.</summary>
internal static class ReplayCommand
{
    private const string Description = """
        Replay a trace through the page cache, with the kernel's own reclaim or with other eviction policies, at several sizes of memory.

        Reads oracleGeneral, lcs, csv, vscsi, fio iolog, MSR, Alibaba, Tencent, SYSTOR, blkparse, strace, ftrace and perf script of
        mm_filemap_*, DAMON, and the recorded .seq; plain, gz or zstd, from a file or from standard input (-). Each request is cut into
        pages of 4 KiB. Readahead is not modelled here yet; a written page counts as written back at once.
        """;

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

    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    private static readonly Option<bool> s_csv = new("--csv") { Description = "Print a table of comma-separated values." };

    public static Command Create()
    {
        Command command = new("replay", Description) { s_trace, s_format, s_memory, s_policy, s_requests, s_parallel, s_json, s_csv };
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
            ReplayReport report = Replay(parsed, threads, error, cancellation);
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.Write(parsed.GetValue(s_json) ? report.ToJson() : parsed.GetValue(s_csv) ? report.ToCsv() : report.ToText());
            return ExitCode.Holds;
        }
        catch (Exception e) when (e is FormatException or MalformedWorkloadException or IOException or UnauthorizedAccessException
            or InvalidOperationException or OverflowException)
        {
            return Complaint.Write(error, "replay", e.Message);
        }
    }

    private static ReplayReport Replay(ParseResult parsed, int threads, TextWriter error, CancellationToken cancellation)
    {
        string path = parsed.GetValue(s_trace)!;
        string? format = parsed.GetValue(s_format);
        ReplayOptions options = new() { WholeRequests = parsed.GetValue(s_requests) };
        string names = parsed.GetValue(s_policy)!;
        ReplayPolicy[] policies = names == "all" ? [.. ReplayPolicy.Known]
            : [.. names.Split(',', StringSplitOptions.TrimEntries).Select(static n => PolicyOf(n))];
        long[] memory = MemorySizes.Parse(parsed.GetValue(s_memory)!, () => DistinctIn(path, format, options));
        using ITraceReader reader = TraceReaders.Open(path, format);
        ReplayProgress progress = new(error);
        Stopwatch watch = Stopwatch.StartNew();
        long requests = 0;
        IReadOnlyList<ReplayResult> results = Workload.Replay(reader, policies, memory, options, threads, done =>
        {
            requests = done;
            progress.Show(done);
        }, cancellation);
        progress.Clear();
        if (requests == 0)
        {
            throw new FormatException($"{path}: expected requests, found none in format {reader.Format}");
        }

        return new ReplayReport(path, reader.Format, requests, results, watch.Elapsed, cancellation.IsCancellationRequested);
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

    private static long DistinctIn(string path, string? format, ReplayOptions options)
    {
        if (path == "-")
        {
            throw new FormatException("--memory: a percentage needs a pass over the trace before the replay; expected pages or bytes for "
                + "standard input");
        }

        using ITraceReader reader = TraceReaders.Open(path, format);
        return Workload.Measure(reader, options).Distinct;
    }
}
