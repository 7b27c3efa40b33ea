using System.Globalization;

namespace FolioModel.Mutation;

/// <summary>The options of a run.</summary>
/// <param name="Sample">How many mutants, or null for all.</param>
/// <param name="Seed">Which: the same seed chooses the same mutants as long as the code around them stays.</param>
/// <param name="Folder">Only those of this folder, or null.</param>
/// <param name="Parallel">How many processes.</param>
/// <param name="Retries">Whether mutants that survived an earlier run are tried again, after a change to the checks.</param>
/// <param name="Writes">Whether the outcomes are recorded in the repository.</param>
/// <param name="Reports">Whether the page is written from what is recorded, without a run.</param>
/// <param name="Again">How many recorded kills to repeat instead of hunting; null to hunt.</param>
internal sealed record Options(int? Sample, string Seed, string? Folder, int Parallel, bool Retries, bool Writes, int? Again, bool Reports)
{
    public const string Usage =
        "usage: mutate [--sample N] [--seed S] [--folder NAME] [--parallel P] [--retry] [--write] | --again N [--seed S] | --report";

    /// <summary>Reads a command line.</summary>
    /// <returns>Null when it cannot be understood.</returns>
    public static Options? Parse(string[] args)
    {
        Dictionary<string, string> given = new(StringComparer.Ordinal);
        string[] flags = ["--retry", "--write", "--report"];
        string[] values = ["--sample", "--seed", "--folder", "--parallel", "--again"];
        for (int i = 0; i < args.Length; i++)
        {
            if (flags.Contains(args[i]))
            {
                given[args[i]] = "";
            }
            else if (values.Contains(args[i]) && i + 1 < args.Length)
            {
                given[args[i]] = args[++i];
            }
            else
            {
                return null;
            }
        }

        return Number("--sample", out int? sample) && Number("--again", out int? again) && Number("--parallel", out int? parallel)
            ? new Options(
                sample, given.GetValueOrDefault("--seed", "1"), given.GetValueOrDefault("--folder"), parallel ?? 2,
                    given.ContainsKey("--retry"),
                given.ContainsKey("--write"), again, given.ContainsKey("--report"))
            : null;

        bool Number(string name, out int? number)
        {
            number = null;
            if (!given.TryGetValue(name, out string? text))
            {
                return true;
            }

            number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) && parsed > 0 ? parsed : null;
            return number is not null;
        }
    }
}
