namespace FolioModel.Mutation;

/// <summary>The class that is added to the mutated core: it knows which mutant is on, and which were reached.</summary>
internal static class SwitchSource
{
    public const string TypeName = "FolioModel.MutationSwitch";

    public const string Text = """
        namespace FolioModel;

        public static class MutationSwitch
        {
            public static int Active = -1;
            public static byte[]? Reached;

            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            public static bool On(int id)
            {
                if (Reached is { } reached)
                {
                    reached[id] = 1;
                }

                return id == Active;
            }
        }
        """;

    /// <summary>The condition that a mutant is on.</summary>
    public static string On(int id) => $"global::{TypeName}.On({id})";
}
