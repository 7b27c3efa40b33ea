namespace FolioModel.Calibration;

/// <summary>The arguments of the program: options with a value first, in any order, then what to do.</summary>
/// <param name="Source">The checkout, or null for the one that this program was built in.</param>
/// <param name="Assemblies">A folder that keeps the assemblies with the bugs, or null.</param>
/// <param name="Shrinking">Programs that a search for a shorter one may try.</param>
/// <param name="Seed">The seed of the hunts.</param>
/// <param name="Patience">The time after which a campaign counts as one that does not end.</param>
/// <param name="Rest">What to do.</param>
internal sealed record Arguments(string? Source, string? Assemblies, int Shrinking, int Seed, TimeSpan Patience, string[] Rest)
{
    /// <summary>The text for arguments that cannot be used.</summary>
    public const string Usage = """
        usage: calibrate [--source CHECKOUT] [--assemblies FOLDER] [--shrink N] [--seed N] [--patience SECONDS]
                 --all | --sample N [DAY] | --plan PLAN... | --shortest [NAME...] | NAME... | --explorer [NAME...]
                 | --units (--all | --sample N DAY | --plan PLAN... | NAME...) | --run-unit UNIT
        """;

    /// <summary>Reads the arguments; null where an option has no value that it can use.</summary>
    public static Arguments? Parse(string[] args)
    {
        Arguments parsed = new(null, null, 2000, 7, TimeSpan.FromSeconds(150), args);
        while (parsed.Rest is [("--source" or "--assemblies" or "--shrink" or "--seed" or "--patience") and string name, string value,
            .. string[] rest])
        {
            bool isNumber = int.TryParse(value, out int number) && number >= 0;
            Arguments? next = name switch
            {
                "--source" => parsed with { Source = Path.GetFullPath(value) },
                "--assemblies" => parsed with { Assemblies = value },
                "--shrink" when isNumber => parsed with { Shrinking = number },
                "--seed" when isNumber => parsed with { Seed = number },
                "--patience" when isNumber => parsed with { Patience = TimeSpan.FromSeconds(number) },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            parsed = next with { Rest = rest };
        }

        return parsed;
    }
}
