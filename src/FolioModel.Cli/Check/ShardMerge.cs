namespace FolioModel.Cli.Check;

/// <summary>Adds up the results of shards: of one campaign, and each part once.</summary>
internal static class ShardMerge
{
    /// <summary>Adds up results.</summary>
    /// <param name="files">The files with them, in any order.</param>
    /// <exception cref="BadCheckException">They cannot be read, or do not belong together.</exception>
    public static CheckResult Merge(IReadOnlyList<string> files)
    {
        SortedDictionary<int, string> parts = [];
        SortedDictionary<string, long> coverage = new(StringComparer.Ordinal);
        CheckResult? sum = null;
        int shards = 0;
        foreach (string file in files)
        {
            CheckResult part = CheckResult.Read(file);
            sum ??= part with { Programs = 0, Operations = 0, FailedProgram = null, Failure = null, Finding = null };
            if (part.Campaign != sum.Campaign)
            {
                throw new BadCheckException($"{file}: '{part.Campaign}' is another campaign than '{sum.Campaign}' of {files[0]}");
            }

            shards = NoteShards(part, file, parts, shards);
            foreach ((string name, long count) in part.Coverage)
            {
                coverage[name] = coverage.GetValueOrDefault(name) + count;
            }

            sum = Plus(sum, part);
        }

        string[] ran = parts.Count == shards ? ["1/1"] : [.. parts.Keys.Select(i => $"{i}/{shards}")];
        return sum! with { Shards = ran, Coverage = coverage };
    }

    /// <summary>The parts of a campaign that a result does not cover, as a sentence, or null where it covers all.</summary>
    /// <param name="result">A merged result.</param>
    public static string? MissingOf(CheckResult result)
    {
        const int Named = 5;
        int shards = 0;
        HashSet<int> ran = [];
        foreach (string shard in result.Shards)
        {
            _ = Shard.TryParse(shard, out Shard parsed);
            shards = parsed.Count;
            ran.Add(parsed.Number);
        }

        string[] missing = [.. Enumerable.Range(1, shards).Where(i => !ran.Contains(i)).Select(i => $"{i}/{shards}")];
        string names = string.Join(", ", missing.Take(Named)) + (missing.Length > Named ? ", ..." : "");
        return missing.Length switch
        {
            0 => null,
            1 => $"shard {names} is missing",
            _ => $"{missing.Length} shards are missing: {names}",
        };
    }

    private static CheckResult Plus(CheckResult sum, CheckResult part)
    {
        bool isFirst = part.FailedProgram is { } failed && !(sum.FailedProgram <= failed);
        return sum with
        {
            Programs = sum.Programs + part.Programs,
            Operations = sum.Operations + part.Operations,
            FailedProgram = isFirst ? part.FailedProgram : sum.FailedProgram,
            Failure = isFirst ? part.Failure : sum.Failure,
            Finding = isFirst ? part.Finding : sum.Finding,
        };
    }

    private static int NoteShards(CheckResult part, string file, SortedDictionary<int, string> parts, int shards)
    {
        foreach (string shard in part.Shards)
        {
            if (!Shard.TryParse(shard, out Shard parsed))
            {
                throw new BadCheckException($"{file}: '{shard}' is no shard");
            }

            if (shards != 0 && parsed.Count != shards)
            {
                throw new BadCheckException($"{file}: shard {shard} is one of {parsed.Count}, the others are of {shards}");
            }

            shards = parsed.Count;
            if (!parts.TryAdd(parsed.Number, file))
            {
                throw new BadCheckException($"{file}: shard {shard} is in {parts[parsed.Number]} already");
            }
        }

        return shards;
    }
}
