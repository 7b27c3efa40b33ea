using System.Text.Json.Serialization;

namespace FolioModel.Mutation;

/// <summary>A small change of one place of the model's source.</summary>
/// <param name="Id">The number that switches it on in one build.</param>
/// <param name="Name">
/// Its name: a hash over file, member, kind and change, so that a change elsewhere in the source leaves it and the sample it is in alone.
/// </param>
/// <param name="File">The source file, from the repository's root.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Member">The member that it changes.</param>
/// <param name="Kind">The operator that made it.</param>
/// <param name="Before">What the source has.</param>
/// <param name="After">What the mutant has instead.</param>
internal sealed record Mutant(int Id, string Name, string File, int Line, string Member, string Kind, string Before, string After)
{
    /// <summary>The folder that reports count it under: of the core by its first folder, of an owner by the project.</summary>
    [JsonIgnore]
    public string Folder => File.Split('/') is [_, "FolioModel", var folder, _, ..] ? folder : File.Split('/')[1];

    public override string ToString() => $"{Name} {File}:{Line} {Kind}: {Before} -> {After}";
}
