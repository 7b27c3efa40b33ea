using System.Text.RegularExpressions;

namespace FolioModel.Tests.Conformance;

/// <summary>The values of recordings that cannot matter, each with its reason.</summary>
internal static partial class UnnoticeableValues
{
    private static readonly (Regex Pattern, string Reason)[] s_reasons =
    [
    ];

    /// <summary>Whether a change cannot be noticed for a reason that is listed.</summary>
    /// <param name="change">The change's name.</param>
    public static bool Explain(string change) => Array.Exists(s_reasons, known => known.Pattern.IsMatch(change));
}
