namespace FolioModel.Mutation;

/// <summary>What one check takes and which mutants it reaches, measured with none switched on.</summary>
/// <param name="Check">The check's number.</param>
/// <param name="Checker">The checker it belongs to.</param>
/// <param name="Name">The check's name.</param>
/// <param name="Milliseconds">How long it takes.</param>
/// <param name="Holds">Whether it finds nothing in the model as it is; one that does is not used.</param>
/// <param name="Bits">A bit for each mutant it reaches.</param>
/// <param name="Stamp">A hash of the assemblies that it was measured with.</param>
internal sealed record Reach(int Check, Checker Checker, string Name, long Milliseconds, bool Holds, byte[] Bits, string Stamp)
{
    public bool Reaches(int mutant) => (Bits[mutant / 8] >> (mutant % 8) & 1) != 0;
}
