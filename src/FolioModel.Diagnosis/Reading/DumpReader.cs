using System.Text.RegularExpressions;

namespace FolioModel.Diagnosis.Reading;

/// <summary>Reads the text of <c>dump_page</c>, alone or inside an oops, in the forms of 4.x to 7.x.</summary>
internal static partial class DumpReader
{
    /// <summary>A dump is a dozen lines, wrapped by mail at worst three dozen.</summary>
    private const int LongestDump = 40;

    /// <summary>How many lines behind a dump its call trace is looked for.</summary>
    private const int LongestTrace = 120;

    private const string Reason = "page dumped because:";

    public static IReadOnlyList<ObservedPage> Read(IReadOnlyList<LogLine> lines, string source, KernelRelease? kernel)
    {
        List<ObservedPage> pages = [];
        for (int i = 0; i < lines.Count; i++)
        {
            if (Begins(lines, i))
            {
                DumpText dump = Gather(lines, i);
                pages.Add(new DumpFields(dump, source, kernel
                    ?? ReleaseAround(lines, i)).ToPage() with
                { Stack = StackAfter(lines, i + 1) });
            }
        }

        return pages;
    }

    /// <summary>Whether a dump begins at a line: mail may have wrapped the first line in front of <c>mapcount</c>.</summary>
    private static bool Begins(IReadOnlyList<LogLine> lines, int i)
    {
        if (!FirstLine().IsMatch(lines[i].Text))
        {
            return false;
        }

        string two = lines[i].Text + " " + (i + 1 < lines.Count ? lines[i + 1].Text : "");
        return two.Contains("mapcount:", StringComparison.Ordinal);
    }

    private static DumpText Gather(IReadOnlyList<LogLine> lines, int first)
    {
        int last = first;
        while (last + 1 < lines.Count && last - first < LongestDump && !EndsBefore(lines, last + 1))
        {
            last++;
            if (lines[last].Text.StartsWith(Reason, StringComparison.Ordinal))
            {
                last = Math.Min(last + 1, lines.Count - 1);
                break;
            }
        }

        bool reasonIsAbove = first > 0 && lines[first - 1].Text.StartsWith(Reason, StringComparison.Ordinal);
        IEnumerable<LogLine> dump = lines.Skip(first).Take(last - first + 1);
        return new DumpText(reasonIsAbove ? [.. dump, lines[first - 1]] : [.. dump]);
    }

    private static bool EndsBefore(IReadOnlyList<LogLine> lines, int i) => Begins(lines, i) || AfterDump().IsMatch(lines[i].Text);

    private static KernelRelease? ReleaseAround(IReadOnlyList<LogLine> lines, int first)
    {
        for (int i = first; i < Math.Min(lines.Count, first + LongestTrace); i++)
        {
            Match match = Release().Match(lines[i].Text + " " + (i + 1 < lines.Count ? lines[i + 1].Text : ""));
            if (match.Success && KernelRelease.TryParse(match.Groups[1].Value, out KernelRelease release))
            {
                return release;
            }
        }

        return null;
    }

    private static List<string> StackAfter(IReadOnlyList<LogLine> lines, int from)
    {
        List<string> functions = [];
        bool inTrace = false;
        for (int i = from; i < Math.Min(lines.Count, from + LongestTrace) && !Begins(lines, i); i++)
        {
            string text = lines[i].Text;
            inTrace |= TraceBegins().IsMatch(text);
            Match match = Frame().Match(text);
            if (inTrace && match.Success)
            {
                functions.Add(match.Groups[1].Value);
            }
        }

        return functions;
    }

    [GeneratedRegex(@"\bpage:\s?\S*\s*(refcount|count):", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FirstLine();

    [GeneratedRegex(
        @"^(Modules linked in|CPU: |Call [Tt]race|-+\[ cut|kernel BUG at|Hardware name|RIP: |page_owner (tracks|info)|page last |BUG: )",
        RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex AfterDump();

    [GeneratedRegex(@"(?:Not tainted|Tainted: [ A-Z\[\]=_]*?|Linux version)\s+(\d+\.\d+[^\s]*)",
        RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Release();

    [GeneratedRegex(@"^(Call [Tt]race:|RIP: |pc : |Workqueue: )", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TraceBegins();

    [GeneratedRegex(
        @"(?:^|[\s:\]])\??\s*([A-Za-z_][\w.]*?)(?:\.(?:isra|constprop|part|cold)[.\d]*)*"
            + @"(?:\+0x[0-9a-f]+/0x[0-9a-f]+|$|\s+[\w/.-]+\.[ch]:\d+)",
        RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Frame();
}
