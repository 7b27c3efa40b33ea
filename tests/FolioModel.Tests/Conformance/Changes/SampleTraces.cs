using System.IO.Compression;
using System.Text.Json;

namespace FolioModel.Tests.Conformance;

/// <summary>Short traces of every family of the recordings that <c>folio conform</c> compares value by value.</summary>
internal static class SampleTraces
{
    private const int MostOfFamily = 8;
    private const int MostLookedAt = 12;

    /// <summary>An operation is wanted in so many traces of a family: its arguments may not matter in one.</summary>
    private const int TimesWanted = 2;

    public static IReadOnlyList<SampleTrace> All()
    {
        string recordings = Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings");
        List<SampleTrace> samples = [];
        foreach (var family in AllIn(recordings).GroupBy(static trace => (trace.Format, trace.Family)))
        {
            Dictionary<string, int> covered = [];
            int taken = 0;
            foreach (SampleTrace trace in family.OrderBy(static trace => trace.Length).Take(MostLookedAt))
            {
                IEnumerable<string> shapes = trace.Lines.Select(ShapeOf).Distinct();
                string[] wanted = [.. shapes.Where(shape => covered.GetValueOrDefault(shape) < TimesWanted)];
                if (wanted.Length > 0 && taken < MostOfFamily && trace.StandsAlone())
                {
                    Array.ForEach(wanted, shape => covered[shape] = covered.GetValueOrDefault(shape) + 1);
                    samples.Add(trace);
                    taken++;
                }
            }
        }

        return samples;
    }

    /// <summary>A line's operation and the names of its fields: lines that are alike in these are alike to a replayer.</summary>
    /// <param name="line">The line.</param>
    public static string ShapeOf(string line)
    {
        SortedSet<string> words = new(StringComparer.Ordinal);
        int end = -1;
        while ((end = line.IndexOf("\":", end + 1, StringComparison.Ordinal)) >= 0)
        {
            string name = line[(line.LastIndexOf('"', end - 1) + 1)..end];
            words.Add(name is "op" or "call" or "type" ? line[end..line.IndexOfAny([',', '}'], end)] : name);
        }

        return string.Join(' ', words);
    }

    private static IEnumerable<SampleTrace> AllIn(string recordings)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(recordings, "*.jsonl.gz", SearchOption.AllDirectories);
        foreach (string path in files.Order(StringComparer.Ordinal))
        {
            if (path.Contains($"{Path.DirectorySeparatorChar}reclaim{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                continue;
            }

            IEnumerable<string> lines = LinesOf(path);
            foreach (SampleTrace trace in path.Contains("guest_memfd_calls", StringComparison.Ordinal)
                ? [new SampleTrace("calls", Path.GetFileName(path), [.. lines])]
                : Cut(lines).Take(path.Contains("script", StringComparison.Ordinal) ? int.MaxValue : MostLookedAt))
            {
                yield return trace;
            }
        }
    }

    private static IEnumerable<string> LinesOf(string path)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static IEnumerable<SampleTrace> Cut(IEnumerable<string> lines)
    {
        List<string> trace = [];
        foreach (string line in lines)
        {
            trace.Add(line);
            if (line.StartsWith("{\"type\":\"end\"", StringComparison.Ordinal)
                || line.StartsWith("{\"op\":\"end\"", StringComparison.Ordinal))
            {
                yield return Of([.. trace]);
                trace.Clear();
            }
        }
    }

    private static SampleTrace Of(string[] lines)
    {
        using JsonDocument document = JsonDocument.Parse(lines[0]);
        JsonElement header = document.RootElement;
        if (header.TryGetProperty("type", out JsonElement type) && type.ValueEquals("failure"))
        {
            return new SampleTrace("failure", header.GetProperty("kind").GetString()!, lines);
        }

        string family = header.GetProperty("family").GetString()!;
        if (!header.TryGetProperty("map", out JsonElement map))
        {
            return new SampleTrace("xarray", $"{family} {header.GetProperty("chunk_shift").GetRawText()}", lines);
        }

        string kind = map.GetProperty("kind").GetString()!;
        bool isProgram = !header.TryGetProperty("batch_capacity", out _);
        string format = !isProgram ? "kernel" : kind == "hugetlb" ? "hugetlb" : "program";
        return new SampleTrace(format, $"{kind}/{family}", lines);
    }
}
