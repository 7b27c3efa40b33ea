namespace FolioModel.Forking;

/// <summary>Writes and reads numbers as they are.</summary>
internal static class PrimitiveValues
{
    public static void Write(BinaryWriter to, object value, Type type)
    {
        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Boolean: to.Write((bool)value); break;
            case TypeCode.Char: to.Write((ushort)(char)value); break;
            case TypeCode.Single: to.Write((float)value); break;
            case TypeCode.Double: to.Write((double)value); break;
            case TypeCode.UInt64: to.Write(Convert.ToUInt64(value, null)); break;
            default: to.Write(value is nint or nuint ? Native(value) : Convert.ToInt64(value, null)); break;
        }
    }

    public static object Read(BinaryReader from, Type type)
    {
        switch (Type.GetTypeCode(type))
        {
            case TypeCode.Boolean: return from.ReadBoolean();
            case TypeCode.Char: return (char)from.ReadUInt16();
            case TypeCode.Single: return from.ReadSingle();
            case TypeCode.Double: return from.ReadDouble();
            case TypeCode.UInt64: return type.IsEnum ? Enum.ToObject(type, from.ReadUInt64()) : from.ReadUInt64();
        }

        long value = from.ReadInt64();
        if (type.IsEnum)
        {
            return Enum.ToObject(type, value);
        }

        return type == typeof(nint) ? (nint)value : type == typeof(nuint) ? (nuint)value : Convert.ChangeType(value, type, null);
    }

    private static long Native(object value) => value is nint signed ? signed : (long)(nuint)value;
}
