using System.Globalization;

namespace FolioModel.Campaigns.Kinds;

/// <summary>The options of a plan, read with their errors.</summary>
internal sealed class CampaignOptionValues(IReadOnlyDictionary<string, string> options)
{
    /// <summary>Refuses options that a kind does not know: an ignored option would be a misunderstanding.</summary>
    public void RefuseOthers(params string[] known)
    {
        if (options.Keys.FirstOrDefault(name => !known.Contains(name)) is { } other)
        {
            throw new BadCampaignException($"option {other}: expected one of {string.Join(", ", known)}");
        }
    }

    public bool Has(string name) => options.ContainsKey(name);

    public string Text(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);

    public bool Flag(string name) => options.TryGetValue(name, out string? text)
        && (text is "true" or "false" ? text == "true"
            : throw new BadCampaignException($"option {name}: expected true or false, found '{text}'"));

    public long Number(string name, long otherwise, long least, long most = long.MaxValue)
    {
        if (!options.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least
            && number <= most
            ? number
            : throw new BadCampaignException(most == long.MaxValue ? $"option {name}: expected {least} or more, found '{text}'"
                : $"option {name}: expected {least} to {most}, found '{text}'");
    }

    public ulong Unsigned(string name, ulong otherwise)
    {
        if (!options.TryGetValue(name, out string? text))
        {
            return otherwise;
        }

        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
            : throw new BadCampaignException($"option {name}: expected a number of 0 or more, found '{text}'");
    }
}
