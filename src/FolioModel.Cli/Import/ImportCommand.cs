using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO.Compression;
using FolioModel.Diagnosis;

namespace FolioModel.Cli.Import;

/// <summary><c>folio import</c>: follows the references of pages through a trace of a real kernel.</summary>
internal static class ImportCommand
{
    private const string Description = """
        Follow every page's references through a trace of a real kernel: who took each, who gave it back, what nobody gave back.

        Reads ftrace's trace or trace_pipe, trace-cmd report and perf script, with stacks where there are any; .gz too:
          trace-cmd record -T -e page_ref -e filemap -e kmem:mm_page_alloc -e kmem:mm_page_free COMMAND
          trace-cmd report | folio import
          folio import trace.txt --page 0x19bf
          folio import trace.txt -o story.json; folio show story.json -o page.html
        Counts need a kernel with CONFIG_DEBUG_PAGE_REF; without it the references of allocations and page cache are derived.

        Exit code: 0 nothing is lost, 1 some page is held by nobody who would give it back, 2 bad input or usage.
        """;

    /// <summary>Pages of a story that names none itself.</summary>
    private const int MostPages = 24;

    private static readonly Argument<string> s_file = new("TRACE")
    {
        Description = "The text of a trace; - or none for standard input.",
        DefaultValueFactory = _ => "-",
    };

    private static readonly Option<string[]> s_pages = new("--page")
    {
        Description = "Print the balance of this page frame, line by line; may be given several times.",
        HelpName = "PFN",
    };

    private static readonly Option<string?> s_output = new("--output", "-o")
    {
        Description = "Write what happened to the pages of --page, or else to those that are lost, to this file in the format "
            + "folio-trace/1, which 'folio show' draws.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    public static Command Create()
    {
        Command command = new("import", Description) { s_file, s_pages, s_output, s_json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        TextWriter output = arguments.InvocationConfiguration.Output;
        TextWriter error = arguments.InvocationConfiguration.Error;
        TraceReport report;
        string file = arguments.GetValue(s_file)!;
        try
        {
            long[] pages = [.. (arguments.GetValue(s_pages) ?? []).Select(ParseFrame)];
            report = Read(file, pages, arguments.GetValue(s_output) is not null);
            if (arguments.GetValue(s_output) is { } story && report.Events > 0)
            {
                WriteStory(report, pages, file, story);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            return Complaint.Write(error, "import", e.Message);
        }

        if (report.Events == 0)
        {
            return Complaint.Write(error, "import",
                $"{file}: no event of a page in {report.Lines} lines; expected a trace with page_ref_*, mm_filemap_* or mm_page_* events");
        }

        if (arguments.GetValue(s_json))
        {
            output.WriteLine(ImportJson.Write(report));
        }
        else
        {
            ImportText.Write(report, output);
        }

        return report.Leaks.Any(static leak => leak.IsOrphan) ? ExitCode.Violated : ExitCode.Holds;
    }

    /// <summary>Reads the trace; for a story without named pages twice, since only the end of the trace says which are lost.</summary>
    private static TraceReport Read(string file, long[] pages, bool forStory)
    {
        using Stream text = Open(file);
        if (!forStory || pages.Length > 0)
        {
            return TraceImport.Read(text, pages);
        }

        using MemoryStream kept = new();
        text.CopyTo(kept);
        kept.Position = 0;
        TraceReport first = TraceImport.Read(kept);
        long[] lost = [.. first.Leaks.Select(static l => l.Pfn).Distinct().Take(MostPages)];
        if (lost.Length == 0 && first.Events > 0)
        {
            throw new FormatException("-o: no page is lost; name the pages of the story with --page");
        }

        kept.Position = 0;
        return TraceImport.Read(kept, lost);
    }

    private static void WriteStory(TraceReport report, long[] pages, string file, string story)
    {
        foreach (long page in pages)
        {
            if (!report.Balances.ContainsKey(page))
            {
                throw new FormatException($"--page: the trace has no change of page 0x{page:x}");
            }
        }

        File.WriteAllText(story, ImportStory.Of(report, file == "-" ? "standard input" : Path.GetFileName(file)).ToJson());
    }

    private static Stream Open(string file)
    {
        if (file == "-")
        {
            return Console.OpenStandardInput();
        }

        FileStream stream = File.OpenRead(file);
        return file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private static long ParseFrame(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return long.TryParse(
            isHex ? text[2..] : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture,
            out long pfn)
            ? pfn
            : throw new FormatException($"--page: expected a page frame number such as 0x19bf, found '{Printable.OneLine(text)}'");
    }
}
