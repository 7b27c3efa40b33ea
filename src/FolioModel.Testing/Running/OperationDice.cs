namespace FolioModel.Testing;

/// <summary>Chooses operations by their weights.</summary>
internal sealed class OperationDice
{
    private readonly int[] _faces;
    private readonly int[] _givingBack;

    public OperationDice(IReadOnlyList<Operation> operations, bool misuse)
    {
        _faces = [.. Faces(operations, o => misuse || !o.IsMisuse)];
        _givingBack = [.. Faces(operations, static o => o.GivesBack)];
        if (_givingBack.Length == 0)
        {
            _givingBack = _faces;
        }
    }

    public int Roll(SplitMix random, bool givingBack)
    {
        int[] faces = givingBack ? _givingBack : _faces;
        return faces[random.Below(faces.Length)];
    }

    private static IEnumerable<int> Faces(IReadOnlyList<Operation> operations, Func<Operation, bool> isIn)
    {
        for (int i = 0; i < operations.Count; i++)
        {
            for (int n = 0; n < operations[i].Weight && isIn(operations[i]); n++)
            {
                yield return i;
            }
        }
    }
}
