namespace FolioModel.Props.Watching;

/// <summary>One number that the model keeps.</summary>
/// <param name="Name">The type and the field it belongs to.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Writes it.</param>
internal sealed record StatePlace(string Name, Func<object> Get, Action<object> Set)
{
    /// <summary>Another value of the same type: one more, or the other truth.</summary>
    public static object Other(object value) => value switch
    {
        bool truth => !truth,
        int number => unchecked(number + 1),
        long number => unchecked(number + 1),
        uint number => unchecked(number + 1),
        ulong number => unchecked(number + 1),
        byte number => unchecked((byte)(number + 1)),
        short number => unchecked((short)(number + 1)),
        ushort number => unchecked((ushort)(number + 1)),
        Enum choice => Enum.ToObject(choice.GetType(),
            unchecked(Convert.ToUInt64(Convert.ChangeType(choice, Enum.GetUnderlyingType(choice.GetType()), null), null) ^ 1)),
        _ => throw new ArgumentException($"{value.GetType()} is no number", nameof(value)),
    };
}
