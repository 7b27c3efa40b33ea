namespace FolioModel.Testing.Search;

/// <summary>A state that a level goes on from: how to get there, what to try there, and what sleeps there.</summary>
/// <remarks>
/// A machine cannot be copied, so a state is kept as the choices that lead to it, half a byte each. What sleeps is kept with what it
/// touched, so that it need not be run to learn which steps wake it.
/// </remarks>
/// <param name="Path">The choices that lead there.</param>
/// <param name="Todo">The moves to try, as bits: see <see cref="BitOf"/>.</param>
/// <param name="Asleep">The moves that need not be tried.</param>
internal sealed record LevelEntry(List<Move> Path, int Todo, List<Sleeper> Asleep)
{
    private const int BitsOfMove = 4;
    private const byte CouldFail = 0x80;

    /// <summary>
    /// The number of a move among all that there are. Moves are tried in the order of their numbers in every state: what sleeps is right
    /// only if the order is the same everywhere.
    /// </summary>
    public static int BitOf(Move move) => (move.Task << 1) | (move.Fails ? 1 : 0);

    public static Move MoveOf(int bit) => new(bit >> 1, (bit & 1) != 0);

    public void Write(LevelWriter writer)
    {
        writer.Number(Path.Count);
        for (int i = 0; i < Path.Count; i += 2)
        {
            int second = i + 1 < Path.Count ? BitOf(Path[i + 1]) << BitsOfMove : 0;
            writer.Byte((byte)(BitOf(Path[i]) | second));
        }

        writer.Number(Todo);
        writer.Number(Asleep.Count);
        foreach (Sleeper sleeper in Asleep)
        {
            writer.Byte((byte)(BitOf(sleeper.Move) | (sleeper.CouldFail ? CouldFail : 0)));
            sleeper.Footprint.Write(writer);
        }
    }

    public static LevelEntry Read(ref LevelReader reader)
    {
        int length = reader.Number();
        List<Move> path = new(length + 1);
        for (int i = 0; i < length; i += 2)
        {
            byte pair = reader.Byte();
            path.Add(MoveOf(pair & 0xF));
            if (i + 1 < length)
            {
                path.Add(MoveOf(pair >> BitsOfMove));
            }
        }

        int todo = reader.Number();
        List<Sleeper> asleep = [];
        for (int left = reader.Number(); left > 0; left--)
        {
            byte head = reader.Byte();
            Footprint footprint = Footprint.Read(ref reader);
            asleep.Add(new Sleeper(MoveOf(head & 0xF), footprint, (head & CouldFail) != 0));
        }

        return new LevelEntry(path, todo, asleep);
    }
}
