using System.IO.Compression;
using System.Text.Json;

namespace FolioModel.Tests.Conformance;

/// <summary>Short traces of every family of the recordings that <c>folio conform</c> compares value by value.</summary>
internal static class SampleTraces
{
    private const int MostOfFamily = 6;
    private const int MostLookedAt = 24;

    public static IReadOnlyList<SampleTrace> All()
    {
        string recordings = Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings");
        List<SampleTrace> samples = [];
        foreach (IGrouping<(string, string), SampleTrace> family in AllIn(recordings).GroupBy(static trace => (trace.Format, trace.Family)))
        {
            HashSet<string> covered = [];
            int taken = 0;
            foreach (SampleTrace trace in family.OrderBy(static trace => trace.Length).Take(MostLookedAt))
            {
                string[] words = [.. trace.Lines.SelectMany(WordsOf).Distinct().Where(word => !covered.Contains(word))];
                if (words.Length > 0 && taken < MostOfFamily && trace.StandsAlone())
                {
                    covered.UnionWith(words);
                    samples.Add(trace);
                    taken++;
                }
            }
        }

        return samples;
    }

    /// <summary>Operations with the names of their fields: what a sample can be needed for.</summary>
    private static IEnumerable<string> WordsOf(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        string operation = RecordedChange.OperationOf(document.RootElement);
        return [.. document.RootElement.EnumerateObject().Select(field => $"{operation} {field.Name}")];
    }

    private static IEnumerable<SampleTrace> AllIn(string recordings)
    {
        foreach (string path in Directory.EnumerateFiles(recordings, "*.jsonl.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (path.Contains($"{Path.DirectorySeparatorChar}reclaim{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                continue;
            }

            using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (SampleTrace trace in path.Contains("guest_memfd_calls", StringComparison.Ordinal)
                ? [new SampleTrace("calls", Path.GetFileName(path), lines)]
                : Cut(lines))
            {
                yield return trace;
            }
        }
    }

    private static IEnumerable<SampleTrace> Cut(string[] lines)
    {
        int start = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("{\"type\":\"end\"", StringComparison.Ordinal) || lines[i].StartsWith("{\"op\":\"end\"", StringComparison.Ordinal))
            {
                yield return Of(lines[start..(i + 1)]);
                start = i + 1;
            }
        }
    }

    private static SampleTrace Of(string[] lines)
    {
        using JsonDocument document = JsonDocument.Parse(lines[0]);
        JsonElement header = document.RootElement;
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
